package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A subscription of the plain dialect: the socket's room is its only limit. Owned by the event loop. */
final class PlainFeed extends CursorFeed {
    private final byte[] prefix;
    private final List<Runnable> wishes = new ArrayList<>();

    PlainFeed(Session session, String topic, EncodedMessages encoded) {
        super(session, new Subscriber(topic, null, null, true), encoded, false);
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
    void pushed(Message message) {
        // Nothing is acknowledged in this dialect, so there is nothing to note.
    }

    @Override
    void awaitHandled(Runnable done) {
        wishes.add(done);
    }

    @Override
    Outcome caughtUp(ByteBuffer out) {
        ended();
        return Outcome.IDLE;
    }

    @Override
    void ended() {
        List<Runnable> granted = List.copyOf(wishes);
        wishes.clear();
        granted.forEach(Runnable::run);
    }
}
