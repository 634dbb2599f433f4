package io.messaging.benchmarks.payload;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;

/**
 * A message as each contender wants it, made before anything is timed. The array is shared and never written to.
 *
 * @param id the message's own id
 * @param json its JSON in UTF-8
 * @param message the same as an object
 */
public record Payload(GemstoneId id, byte[] json, Message message) {}
