package io.messaging.embedded.client.shared;

import io.messaging.message.Message;

/**
 * A message that a member was given. Immutable.
 *
 * @param membership settles it
 * @param token identifies it there
 * @param message the message
 * @param attempt from 1
 * @param redelivered whether an earlier attempt may have been begun
 * @param expiryNanos the {@link io.messaging.embedded.client.wire.Expiry} after which it is dropped
 */
public record SharedMessage(
        Membership membership, long token, Message message, int attempt, boolean redelivered, long expiryNanos) {}
