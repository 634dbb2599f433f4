package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Replies;
import io.messaging.store.StoredJson;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A subscription whose client acknowledges, with a window for what is in flight. Owned by the event loop. */
class WindowFeed extends CursorFeed {
    private final long id;
    private final Window window;

    /** The drain waiters for which a {@code SYNC} was sent, by its number. */
    private final Map<Long, Runnable> sentWaiters = new HashMap<>();

    private long lastSync;

    WindowFeed(Feeds feeds, Attach attach) {
        this(feeds, attach.id(), new Subscriber(attach.topic(), null, attach.namespace(), true), attach.window());
    }

    WindowFeed(Feeds feeds, long id, Subscriber subscriber, int windowSize) {
        super(feeds, subscriber, feeds.isRawTaken());
        this.id = id;
        window = new Window(feeds, windowSize);
    }

    final long id() {
        return id;
    }

    /** Returns the number that acknowledges what was taken last. */
    long number() {
        return position();
    }

    @Override
    final boolean mayPush() {
        return window.hasRoom();
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverPrefix(raw, id, position(), announcedLifeMillis(), false);
    }

    @Override
    void pushed(StoredJson message) {
        window.add(number(), message.length());
    }

    @Override
    final Outcome caughtUp(ByteBuffer out) {
        if (!hasDrainWaiter()) {
            return Outcome.IDLE;
        }
        byte[] line = Replies.sync(id, lastSync + 1);
        if (line.length > out.remaining()) {
            return Outcome.NO_ROOM;
        }
        out.put(line);
        sentWaiters.put(++lastSync, pollDrainWaiter());
        return Outcome.WRITTEN;
    }

    /** The client has taken everything before the position, and handled it where it answers a {@code SYNC}. */
    @Override
    final void acknowledge(Acknowledge acknowledge) {
        window.acknowledge(acknowledge.position());
        if (acknowledge.sync() != Acknowledge.NO_SYNC) {
            Runnable waiter = sentWaiters.remove(acknowledge.sync());
            if (waiter != null) {
                waiter.run();
            }
        }
    }

    @Override
    final void closeSource() {
        super.closeSource();
        window.clear();
        List<Runnable> waiters = List.copyOf(sentWaiters.values());
        sentWaiters.clear();
        waiters.forEach(Runnable::run);
    }
}
