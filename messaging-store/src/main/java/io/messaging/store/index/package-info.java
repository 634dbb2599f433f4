/**
 * Internal: what the heap has for stored messages. A {@link io.messaging.store.index.StoredMessage} holds a message, or says where it is
 * in the log; a topic finds them in a {@code Lane} for each priority and in a {@code PositionLog}, a namespace in an {@code IdIndex}.
 */
package io.messaging.store.index;
