package io.messaging.selftest.handmade;

import io.messaging.message.Message;

/** What a subscription gets next, and its index in the log, or -1 if it was requeued. Immutable. */
public record Item(Message message, int index) {}
