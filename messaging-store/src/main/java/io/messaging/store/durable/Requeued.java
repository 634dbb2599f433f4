package io.messaging.store.durable;

import io.messaging.message.Message;

/**
 * A message that an administrator gave back to a client. Immutable.
 *
 * @param number counts up from 0 in the client's topic
 */
record Requeued(long number, Message message) {}
