package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.RawJson;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.StreamedLine;
import io.messaging.embedded.server.core.Recipient;
import io.messaging.embedded.server.core.SubscriberEntry;
import io.messaging.store.StoredJson;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session's subscription: where its messages come from, and the words that they are pushed with. Owned by the event
 * loop, except that any thread may call {@link #signal}.
 */
abstract class Feed implements SubscriberEntry {
    /** What came of an attempt to push. */
    enum Outcome {
        /** A message was written; there may be more. */
        WRITTEN,
        /** The next message does not fit; it waits for an empty buffer. */
        NO_ROOM,
        /** The next message fits no buffer; {@link Feed#streamed} writes it piece by piece. */
        TOO_LARGE,
        /** There is nothing to push, or nothing may be. */
        IDLE
    }

    private final Feeds feeds;
    private final Subscriber subscriber;
    private final boolean rawTaken;
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** Who waits for everything stored to be handled. */
    private final ArrayDeque<Runnable> drainWaiters = new ArrayDeque<>();

    /** Taken and not pushed yet. */
    private StoredJson waiting;

    /** Whether the ring of {@link Feeds} holds it. */
    private boolean listed;

    private boolean closed;

    Feed(Feeds feeds, Subscriber subscriber, boolean rawTaken) {
        this.feeds = feeds;
        this.subscriber = subscriber.from(feeds.origin());
        this.rawTaken = rawTaken;
    }

    /** There may be something to push. Any thread may call. */
    final void signal() {
        if (!signalled.get() && signalled.compareAndSet(false, true)) {
            feeds.host().execute(this::wake);
        }
    }

    private void wake() {
        signalled.set(false);
        feeds.ready(this);
    }

    final Outcome push(ByteBuffer out) {
        if (closed || !mayPush()) {
            return Outcome.IDLE;
        }
        if (waiting == null) {
            waiting = take();
            if (waiting == null) {
                return caughtUp(out);
            }
        }
        if (Replies.pushEndingLength(waiting.length()) > out.capacity()) {
            return Outcome.TOO_LARGE;
        }
        return rawTaken && RawJson.isOneLine(waiting.array(), waiting.offset(), waiting.length())
                ? pushRaw(out)
                : pushEncoded(out);
    }

    private Outcome pushRaw(ByteBuffer out) {
        byte[] prefix = prefix(true);
        int length = prefix.length + Replies.rawPushEndingLength(waiting.length());
        if (length > out.remaining()) {
            return tooLong(length, out);
        }
        Replies.rawPushEnding(out.put(prefix), waiting.array(), waiting.offset(), waiting.length());
        taken();
        return Outcome.WRITTEN;
    }

    private Outcome pushEncoded(ByteBuffer out) {
        byte[] prefix = prefix(false);
        byte[] ending = feeds.encoded().ending(subscriber.topic(), waiting);
        int length = prefix.length + ending.length;
        if (length > out.remaining()) {
            return tooLong(length, out);
        }
        out.put(prefix).put(ending);
        taken();
        return Outcome.WRITTEN;
    }

    private Outcome tooLong(int length, ByteBuffer out) {
        waiting = waiting.detached(); // it may wait for long, and must not hold a whole segment in memory
        return length > out.capacity() ? Outcome.TOO_LARGE : Outcome.NO_ROOM;
    }

    /** Returns the message for which {@link #push} found no buffer large enough. */
    final StreamedLine streamed() {
        StreamedLine line = Replies.push(prefix(false), waiting.toBytes());
        taken();
        return line;
    }

    private void taken() {
        StoredJson message = waiting;
        waiting = null;
        pushed(message);
    }

    final void close() {
        closed = true;
        waiting = null;
        closeSource();
        completeDrainWaiters();
    }

    /** Puts it in the ring, unless it is there. */
    final boolean list() {
        boolean added = !listed;
        listed = true;
        return added;
    }

    final void unlist() {
        listed = false;
    }

    @Override
    public final void whenDrained(Runnable waiter) {
        feeds.host().execute(() -> {
            if (closed) {
                waiter.run();
            } else {
                drainWaiters.add(waiter);
                feeds.ready(this);
            }
        });
    }

    @Override
    public final Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public final Recipient recipient() {
        return feeds.host();
    }

    final String topic() {
        return subscriber.topic();
    }

    final FeedHost host() {
        return feeds.host();
    }

    /** Takes the next message, or null when there is none. */
    abstract StoredJson take();

    /** Ends what {@link #take} takes from. */
    abstract void closeSource();

    /** Whether one more message may go out. */
    abstract boolean mayPush();

    /** Returns the words before the waiting message, which follows in base64 or raw. */
    abstract byte[] prefix(boolean raw);

    /** Returns the life to announce to the peer: none for what does not expire, or a peer that does not know of it. */
    final long announcedLifeMillis() {
        return rawTaken ? lifeMillis() : Replies.FOR_EVER;
    }

    /** Returns how long the waiting message may still be delivered. */
    abstract long lifeMillis();

    /** A message went out. */
    abstract void pushed(StoredJson message);

    /** The client has acknowledged; it does not in the Python dialect. */
    void acknowledge(Acknowledge acknowledge) {}

    /** A durable client's handler has failed for good. */
    void fail(Fail fail) {}

    /** The handling of a group's message has ended. */
    void settle(io.messaging.store.group.Outcome outcome) {}

    /** A group's message is to be handled by others. */
    void giveBack(long token) {}

    /** A durable client's handler has begun with the messages up to a token, and with none of those behind it. */
    void begun(long token) {}

    /** Everything stored so far has gone out: the place to see to the drain waiters. */
    abstract Outcome caughtUp(ByteBuffer out);

    final boolean hasDrainWaiter() {
        return !drainWaiters.isEmpty();
    }

    final Runnable pollDrainWaiter() {
        return drainWaiters.poll();
    }

    final void completeDrainWaiters() {
        for (int left = drainWaiters.size(); left > 0; left--) { // those added meanwhile wait for the next time
            pollDrainWaiter().run();
        }
    }
}
