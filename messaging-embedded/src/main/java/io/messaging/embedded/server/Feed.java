package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.StreamedLine;
import io.messaging.message.Message;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session's subscription: where its messages come from, and the words that they are pushed with. Owned by the event loop;
 * {@link #signal} alone is called by whoever stores.
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

    private final Session session;
    private final Subscriber subscriber;
    private final EncodedMessages encoded;
    private final boolean rawTaken;
    private final AtomicBoolean signalled = new AtomicBoolean();

    /** Taken and not pushed yet. */
    private Message waiting;

    /** Whether the session's ring holds it. */
    private boolean listed;

    private boolean closed;

    Feed(Session session, Subscriber subscriber, EncodedMessages encoded, boolean rawTaken) {
        this.session = session;
        this.subscriber = subscriber;
        this.encoded = encoded;
        this.rawTaken = rawTaken;
    }

    /** There may be something to push. Any thread may call. */
    final void signal() {
        if (!signalled.get() && signalled.compareAndSet(false, true)) {
            session.loop().execute(this::wake);
        }
    }

    private void wake() {
        signalled.set(false);
        session.feeds().ready(this);
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
        if (Replies.pushEndingLength(waiting.jsonLength()) > out.capacity()) {
            return Outcome.TOO_LARGE;
        }
        return rawTaken && waiting.isJsonOneLine() ? pushRaw(out) : pushEncoded(out);
    }

    private Outcome pushRaw(ByteBuffer out) {
        byte[] prefix = prefix(true);
        int length = prefix.length + Replies.rawPushEndingLength(waiting);
        if (length > out.remaining()) {
            return tooLong(length, out);
        }
        Replies.rawPushEnding(out.put(prefix), waiting);
        taken();
        return Outcome.WRITTEN;
    }

    private Outcome pushEncoded(ByteBuffer out) {
        byte[] prefix = prefix(false);
        byte[] ending = encoded.ending(subscriber.topic(), waiting);
        int length = prefix.length + ending.length;
        if (length > out.remaining()) {
            return tooLong(length, out);
        }
        out.put(prefix).put(ending);
        taken();
        return Outcome.WRITTEN;
    }

    private static Outcome tooLong(int length, ByteBuffer out) {
        return length > out.capacity() ? Outcome.TOO_LARGE : Outcome.NO_ROOM;
    }

    /** Gives the message for which {@link #push} found no buffer large enough. */
    final StreamedLine streamed() {
        StreamedLine line = Replies.push(prefix(false), waiting.toJsonBytes());
        taken();
        return line;
    }

    private void taken() {
        Message message = waiting;
        waiting = null;
        pushed(message);
    }

    final void close() {
        closed = true;
        waiting = null;
        closeSource();
        ended();
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
    public final void whenHandled(Runnable done) {
        session.loop().execute(() -> {
            if (closed) {
                done.run();
            } else {
                awaitHandled(done);
                session.feeds().ready(this);
            }
        });
    }

    @Override
    public final Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public final Recipient recipient() {
        return session;
    }

    final String topic() {
        return subscriber.topic();
    }

    final Session session() {
        return session;
    }

    /** Takes the next message, or null when there is none. */
    abstract Message take();

    /** Ends what {@link #take} takes from. */
    abstract void closeSource();

    /** Whether one more message may go out. */
    abstract boolean mayPush();

    /** The words before the message that waits, which follows in base64 or raw. */
    abstract byte[] prefix(boolean raw);

    /** The life that a peer is told of: of what does not expire, and to one that does not know of it, none. */
    final long toldLifeMillis() {
        return rawTaken && waiting.ttlSeconds().isPresent() ? lifeMillis() : Replies.FOR_EVER;
    }

    /** How long the message that waits may still be handed on. */
    abstract long lifeMillis();

    /** A message went out. */
    abstract void pushed(Message message);

    /** Notes a wish of {@link #whenHandled}. */
    abstract void awaitHandled(Runnable done);

    /** Everything stored so far has gone out: the place to see to the wishes. */
    abstract Outcome caughtUp(ByteBuffer out);

    /** Grants the wishes that are left. */
    abstract void ended();
}
