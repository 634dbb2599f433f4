/** Internal: waits of our own modules that an interrupt does not cut short. */
package io.messaging.concurrent;
