/**
 * The message store behind a TCP door: {@link io.messaging.embedded.EmbeddedServer}, and the backend that starts or
 * finds one, {@link io.messaging.embedded.EmbeddedMessagingBackend}.
 */
package io.messaging.embedded;
