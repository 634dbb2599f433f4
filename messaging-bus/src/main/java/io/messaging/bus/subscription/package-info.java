/** Internal: the subscriptions of a client. */
package io.messaging.bus.subscription;
