/** Internal: the log of our own backends, which cannot fail. */
package io.messaging.log;
