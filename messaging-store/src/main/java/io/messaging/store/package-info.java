/**
 * Internal: the store. A {@link io.messaging.store.MessageStore} has topics; a topic keeps its messages twice,
 * in a {@code Lane} per priority (for reads, in id order) and in a {@code PositionLog} (for subscribers, in storing
 * order); an {@code IdIndex} per namespace finds them by id. Messages are shared, never copied.
 */
package io.messaging.store;
