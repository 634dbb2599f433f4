package io.messaging.store.group;

import io.messaging.message.Message;

/**
 * A message handed to a member of a group. Immutable.
 *
 * @param token what to settle it with; never used twice in the group's life
 * @param message the message
 * @param attempt counts from 1; attempts that ended without an outcome count too
 * @param redelivered whether an earlier attempt was begun, be it before its dead letter was requeued
 * @param lifeMillis how long the message may still be handed on when it was taken, or
 *     {@link io.messaging.store.Cursor#FOR_EVER}: what was handed out once does not expire
 */
public record GroupDelivery(long token, Message message, int attempt, boolean redelivered, long lifeMillis) {}
