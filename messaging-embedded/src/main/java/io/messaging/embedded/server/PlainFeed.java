package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;

/** A subscription of the plain dialect: the socket's room is its only limit. Owned by the event loop. */
final class PlainFeed extends Feed {
    private final byte[] prefix;

    PlainFeed(Session session, String topic, EncodedMessages encoded) {
        super(session, new Subscriber(topic, null, null, true), encoded);
        prefix = Replies.messagePrefix(topic);
    }

    @Override
    boolean mayPush() {
        return true;
    }

    @Override
    byte[] prefix() {
        return prefix;
    }

    @Override
    void pushed(Message message) {
        // Nothing is acknowledged in this dialect, so there is nothing to note.
    }
}
