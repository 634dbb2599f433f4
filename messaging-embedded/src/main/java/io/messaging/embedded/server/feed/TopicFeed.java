package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Replies;
import io.messaging.store.StoredJson;
import java.nio.ByteBuffer;

/** A subscription in the Python dialect: the socket's room is its only limit. Owned by the event loop. */
final class TopicFeed extends CursorFeed {
    private final byte[] prefix;

    TopicFeed(Feeds feeds, String topic) {
        super(feeds, new Subscriber(topic, null, null, true), false);
        prefix = Replies.messagePrefix(topic);
    }

    @Override
    boolean mayPush() {
        return true;
    }

    @Override
    byte[] prefix(boolean raw) {
        return prefix;
    }

    @Override
    void pushed(StoredJson message) {
        // nothing is acknowledged in this dialect
    }

    @Override
    Outcome caughtUp(ByteBuffer out) {
        completeDrainWaiters();
        return Outcome.IDLE;
    }
}
