/** Internal: waits of our own modules that an interrupt does not cut short, and their limits. */
package io.messaging.concurrent;
