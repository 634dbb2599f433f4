package io.messaging.selftest.handmade;

import io.messaging.message.Message;

/** What a subscription is given next, and where it was: its index in the log, or -1 for what was requeued. Immutable. */
public record Item(Message message, int index) {}
