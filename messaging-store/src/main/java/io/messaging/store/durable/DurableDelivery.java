package io.messaging.store.durable;

import io.messaging.message.Message;

/**
 * A message handed to a durable client. Immutable.
 *
 * @param token what to acknowledge it with; counts up from 1 in each attachment
 * @param message the message
 * @param redelivered whether it was handed out before, and its handler may have begun
 */
public record DurableDelivery(long token, Message message, boolean redelivered) {}
