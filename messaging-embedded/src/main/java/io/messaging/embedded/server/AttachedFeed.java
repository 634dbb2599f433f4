package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;
import java.util.ArrayDeque;

/**
 * A subscription whose client says how much it can take: a window of messages and bytes that it has not acknowledged.
 * So a slow handler holds up neither its connection nor its process's memory. Owned by the event loop.
 */
final class AttachedFeed extends Feed {
    private record OnTheWay(long position, int bytes) {}

    private final long id;
    private final int window;
    private final ArrayDeque<OnTheWay> unacknowledged = new ArrayDeque<>();
    private long unacknowledgedBytes;

    AttachedFeed(Session session, Attach attach, EncodedMessages encoded) {
        super(session, new Subscriber(attach.topic(), null, attach.namespace(), true), encoded);
        id = attach.id();
        window = attach.window();
    }

    @Override
    boolean mayPush() {
        return unacknowledged.size() < window && unacknowledgedBytes < Attach.WINDOW_BYTES;
    }

    @Override
    byte[] prefix() {
        return Replies.deliverPrefix(id, position());
    }

    @Override
    void pushed(Message message) {
        unacknowledged.add(new OnTheWay(position(), message.jsonLength()));
        unacknowledgedBytes += message.jsonLength();
    }

    /** The client has taken everything before the position. */
    void acknowledge(long position) {
        while (!unacknowledged.isEmpty() && unacknowledged.peek().position() <= position) {
            unacknowledgedBytes -= unacknowledged.poll().bytes();
        }
    }
}
