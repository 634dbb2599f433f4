/**
 * Internal: what a broker remembers of durable clients. A {@link io.messaging.store.durable.DurableRegistry} has
 * clients, a client has a {@code ClientTopic} with a position for each topic, and an
 * {@link io.messaging.store.durable.Attachment} is one instance's claim to one of those.
 */
package io.messaging.store.durable;
