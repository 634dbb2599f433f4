/**
 * The message store, exposed over TCP: {@link io.messaging.embedded.EmbeddedServer}, and the backend that starts or
 * finds one, {@link io.messaging.embedded.EmbeddedMessagingBackend}.
 */
package io.messaging.embedded;
