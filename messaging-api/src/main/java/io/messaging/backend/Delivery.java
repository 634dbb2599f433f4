package io.messaging.backend;

import io.messaging.message.Message;

/**
 * A message on its way to a handler, and what is known of this delivery (SUB-17). Immutable.
 *
 * @param message the message
 * @param topic the topic of the subscription that it arrives through; a handler may have several
 * @param attempt which attempt this is since the message was given to this subscription, from 1; always 1 for a plain
 *     subscription
 * @param redelivered whether an earlier attempt of this client at this message was begun, by this subscription or one before it:
 *     the handler may have done part of its work. After a crash or a lost connection a backend may not know, and says true for
 *     what was on its way then
 * @param subscription the subscription, as {@link MessagingBackend#subscribe(String, MessageHandler)} returns it
 */
public record Delivery(Message message, String topic, int attempt, boolean redelivered, Subscription subscription) {}
