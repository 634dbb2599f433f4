/** Internal: subscriptions of handlers that live in the same JVM as the store. */
package io.messaging.inmemory.subscription;
