package io.messaging.testing.event;

import io.messaging.message.Message;

/**
 * A message on its way to a handler, for rules that select some. Immutable.
 *
 * @param from the agent or process that stored it; null where that is not known
 * @param to the agent or process that is to get it
 * @param topic the topic, as the test names it
 * @param message the message
 */
public record Delivery(String from, String to, String topic, Message message) {}
