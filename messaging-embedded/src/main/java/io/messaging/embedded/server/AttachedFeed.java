package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A subscription whose client says how much it can take: a window of messages and bytes that it has not acknowledged.
 * So a slow handler holds up neither its connection nor its process's memory. Owned by the event loop.
 */
final class AttachedFeed extends CursorFeed {
    private record OnTheWay(long position, int bytes) {}

    private final long id;
    private final int window;
    private final ArrayDeque<OnTheWay> unacknowledged = new ArrayDeque<>();
    private long unacknowledgedBytes;

    /** Who waits for all to be handled: asked and not sent yet, and sent under a number. */
    private final ArrayDeque<Runnable> unsentWishes = new ArrayDeque<>();

    private final Map<Long, Runnable> sentWishes = new HashMap<>();
    private long lastWish;

    AttachedFeed(Session session, Attach attach, EncodedMessages encoded, boolean rawTaken) {
        super(session, new Subscriber(attach.topic(), null, attach.namespace(), true), encoded, rawTaken);
        id = attach.id();
        window = attach.window();
    }

    @Override
    boolean mayPush() {
        return unacknowledged.size() < window && unacknowledgedBytes < Attach.WINDOW_BYTES;
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverPrefix(raw, id, position(), toldLifeMillis());
    }

    @Override
    void pushed(Message message) {
        unacknowledged.add(new OnTheWay(position(), message.jsonLength()));
        unacknowledgedBytes += message.jsonLength();
        session().feeds().onTheWay(1);
    }

    @Override
    void awaitHandled(Runnable done) {
        unsentWishes.add(done);
    }

    @Override
    Outcome caughtUp(ByteBuffer out) {
        if (unsentWishes.isEmpty()) {
            return Outcome.IDLE;
        }
        byte[] line = Replies.sync(id, lastWish + 1);
        if (line.length > out.remaining()) {
            return Outcome.NO_ROOM;
        }
        out.put(line);
        sentWishes.put(++lastWish, unsentWishes.poll());
        return Outcome.WRITTEN;
    }

    /** The client has handled everything that came before the {@code SYNC} of that number. */
    void synced(long wish) {
        Runnable done = sentWishes.remove(wish);
        if (done != null) {
            done.run();
        }
    }

    @Override
    void ended() {
        session().feeds().onTheWay(-unacknowledged.size());
        unacknowledged.clear();
        List<Runnable> granted = new ArrayList<>(unsentWishes);
        granted.addAll(sentWishes.values());
        unsentWishes.clear();
        sentWishes.clear();
        granted.forEach(Runnable::run);
    }

    /** The client has taken everything before the position. */
    void acknowledge(long position) {
        while (!unacknowledged.isEmpty() && unacknowledged.peek().position() <= position) {
            unacknowledgedBytes -= unacknowledged.poll().bytes();
            session().feeds().onTheWay(-1);
        }
    }
}
