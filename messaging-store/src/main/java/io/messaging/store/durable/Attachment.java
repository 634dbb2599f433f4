package io.messaging.store.durable;

import io.messaging.administration.Origin;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.Cursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One instance's claim to a client's messages of one topic. It hands them out in storing order, from the first that
 * was not handled, and the position moves when they are acknowledged.
 *
 * <p>Life: open, then {@link #close closed} (hands out nothing more; what is out may still be acknowledged), then
 * {@link #release released} (what is out will come again to the next claim). Thread-safe: guarded by the client's lock.
 */
public final class Attachment {
    /** Whom the broker notifies. Called outside locks, on any thread: must be quick and never throw. */
    public interface Owner {
        /** There may be something to take with {@link Attachment#next}. */
        void onReady();

        /**
         * The attachment was closed from the other side. The owner is to call {@link Attachment#release} as soon as
         * what it has taken is handled or dropped.
         *
         * @param takenOver true when a newer instance claimed the same client and topic, false when the client was
         *     forgotten
         */
        void onClosed(boolean takenOver);

        /**
         * {@return which process it is in, null where that is not known; since when is for the broker to say}
         *
         * <p>Called once, before anything else.
         */
        default Origin origin() {
            return null;
        }
    }

    /** The claim number of who has none yet. */
    public static final long NEW = 0;

    private final DurableRegistry registry;
    private final Client client;
    private final ClientTopic state;
    private final Owner owner;
    private final Deque<Outstanding> outstanding = new ArrayDeque<>();

    /** What failed for good, by its token, until its dead letter is stored: neither it nor what comes after it is settled before. */
    private final Map<Long, FailureText> failed = new HashMap<>();

    /** Up to which token the client has settled messages, those included that wait for a dead letter before them. */
    private long settledTo;

    private final Cursor cursor;
    private final long claim;

    /** Null where it is not known. */
    private final Origin origin;

    private long lastToken;
    private boolean lastWasRequeued;

    /** What the cursor left out before the client's position. */
    private long leftOutBefore;

    private boolean started;
    private boolean closed;
    private boolean released;

    /** Called under the client's lock. */
    Attachment(DurableRegistry registry, Client client, ClientTopic state, long earlierClaim, Owner owner) {
        this.registry = registry;
        this.client = client;
        this.state = state;
        this.owner = owner;
        this.cursor = registry.openCursor(state.topic, state.next(), owner::onReady);
        this.origin = origin(registry.since(owner.origin()), earlierClaim == NEW ? null : state.origin);
        state.origin = origin;
        state.startsAt(cursor.position());
        // One that comes back keeps its number: it may not have heard the answer, and come back once more.
        this.claim = earlierClaim == NEW ? ++state.claim : earlierClaim;
        state.namesChanged |= earlierClaim == NEW;
    }

    /** Returns since when an instance has subscribed: one that has lost its connection since the first time. */
    private static Origin origin(Origin now, Origin earlier) {
        return now == null || earlier == null ? now : now.at(earlier.since());
    }

    /** Puts it in the place of the claim before, which is given. Called under the client's lock. */
    Attachment replace(String namespace) {
        Attachment older = state.attachment;
        state.attachment = this;
        state.namesChanged |= !Objects.equals(namespace, state.namespace);
        state.namespace = namespace;
        state.seenAt(registry.nowMillis());
        return older;
    }

    /**
     * {@return the number with which this instance may claim again after it lost its connection, unless another has
     * claimed meanwhile; 1 or more}
     */
    public long claim() {
        return claim;
    }

    /** Returns which process has the claim, and since when; null where it is not known. */
    Origin origin() {
        return origin;
    }

    /**
     * Takes the next message.
     *
     * @return null when there is none, or when it is another attachment's turn; {@link Owner#onReady} announces the next
     *     chance
     */
    public DurableDelivery next() {
        Attachment wake = null;
        client.lock.lock();
        try {
            if (closed || !client.mayDeliver(this)) {
                return null;
            }
            Outstanding next = take();
            if (next != null) {
                client.takeTurn(this);
                outstanding.add(next);
                return new DurableDelivery(next.token(), next.message(), next.wasBegun(state));
            }
            if (outstanding.isEmpty()) {
                wake = client.passTurn(this);
            }
        } finally {
            client.lock.unlock();
        }
        wake(wake);
        return null;
    }

    /**
     * Returns how long the message that {@link #next} gave last may still be handed on. What was given back after its
     * handler had failed does not expire.
     *
     * @return milliseconds, 0 when it has expired meanwhile; or {@link Cursor#FOR_EVER}
     */
    public long lifeMillis() {
        client.lock.lock();
        try {
            return lastWasRequeued ? Cursor.FOR_EVER : cursor.lifeMillis();
        } finally {
            client.lock.unlock();
        }
    }

    private Outstanding take() {
        if (!started) {
            cursor.seek(state.position); // not before its first turn: the claim before this one may have moved it
            started = true;
        }
        Requeued requeued = state.requeued.isEmpty() ? null : nextRequeued();
        lastWasRequeued = requeued != null;
        if (requeued != null) {
            return new Outstanding(++lastToken, -1, 0, requeued.message(), requeued);
        }
        Message message = cursor.next();
        if (message != null) {
            state.handsOut(cursor.position() - 1);
            return new Outstanding(++lastToken, cursor.position() - 1, cursor.leftOut(), message, null);
        }
        if (outstanding.isEmpty()) {
            state.nothingBefore(cursor.position(), cursor.leftOut() - leftOutBefore);
            leftOutBefore = cursor.leftOut();
        }
        return null;
    }

    private Requeued nextRequeued() {
        long out = outstanding.stream().filter(Outstanding::requeued).count();
        return state.requeued.stream().skip(out).findFirst().orElse(null);
    }

    /**
     * Says that messages are handled.
     *
     * @param token the token of the last one; all that were taken before it count too
     */
    public void acknowledge(long token) {
        Attachment wake = null;
        client.lock.lock();
        try {
            state.seenAt(registry.nowMillis());
            settledTo = Math.max(settledTo, token);
            while (!released
                    && !outstanding.isEmpty()
                    && isSettled(outstanding.peek().token())) {
                settle(outstanding.poll());
            }
            if (outstanding.isEmpty()) {
                wake = closed ? client.passTurn(this) : client.yieldTurn(this);
            }
        } finally {
            client.lock.unlock();
        }
        wake(wake);
    }

    private boolean isSettled(long token) {
        return token <= settledTo && !failed.containsKey(token);
    }

    private void settle(Outstanding handled) {
        if (!handled.requeued()) {
            state.handled(handled.position(), handled.leftOut() - leftOutBefore);
            leftOutBefore = handled.leftOut();
        } else {
            state.requeued.remove(handled.from());
            state.subject.changed();
        }
    }

    /**
     * Says that a message's handler failed for good: a dead letter is stored, and the position moves on. What was taken
     * before it counts as handled.
     *
     * @param token the message's token
     * @param failure what was thrown
     * @throws io.messaging.backend.MessagingException when the dead letter cannot be stored; then the position stays before the
     *     message, whatever is acknowledged, until {@link #storeDeadLetters} succeeds
     */
    public void fail(long token, FailureText failure) {
        client.lock.lock();
        try {
            if (!released && outstanding.stream().anyMatch(out -> out.token() == token)) {
                failed.put(token, failure);
            }
        } finally {
            client.lock.unlock();
        }
        acknowledge(token);
        storeDeadLetters();
    }

    /**
     * Stores the dead letters that could not be stored before.
     *
     * @throws io.messaging.backend.MessagingException when one cannot be stored, to be called again
     */
    public void storeDeadLetters() {
        for (Outstanding next = nextFailed(); next != null; next = nextFailed()) {
            registry.deadLetters().store(client.id, state.topic, next.message(), failureOf(next), namespace());
            settled(next);
        }
    }

    private Outstanding nextFailed() {
        client.lock.lock();
        try {
            Outstanding first = outstanding.peek();
            return released || first == null || !failed.containsKey(first.token()) ? null : first;
        } finally {
            client.lock.unlock();
        }
    }

    private FailureText failureOf(Outstanding next) {
        client.lock.lock();
        try {
            return failed.get(next.token());
        } finally {
            client.lock.unlock();
        }
    }

    private void settled(Outstanding deadLettered) {
        client.lock.lock();
        try {
            failed.remove(deadLettered.token());
        } finally {
            client.lock.unlock();
        }
        acknowledge(deadLettered.token());
    }

    private String namespace() {
        client.lock.lock();
        try {
            return state.namespace;
        } finally {
            client.lock.unlock();
        }
    }

    /**
     * {@return whether everything stored so far has been handled; false while something is out, or waits to be taken}
     */
    public boolean isCaughtUp() {
        client.lock.lock();
        try {
            return outstanding.isEmpty() && state.requeued.isEmpty() && registry.lag(state) == 0;
        } finally {
            client.lock.unlock();
        }
    }

    /** Called under the client's lock. */
    int inFlight() {
        return outstanding.size();
    }

    /** Counts the messages behind the client's position that are gone and were never handed out. Under its lock. */
    long goneAhead() {
        if (!started) {
            return registry.goneFrom(state.topic, state.position);
        }
        long out = outstanding.stream().filter(taken -> !taken.requeued()).count();
        long passed = cursor.position() - state.position - (cursor.leftOut() - leftOutBefore);
        return passed - out + registry.goneFrom(state.topic, cursor.position());
    }

    /** Lets go of what {@link #close} does, for a claim that did not come to be. */
    void closeCursor() {
        cursor.close();
    }

    /** Hands out nothing more from now on; {@link #end} follows. Called under the client's lock. */
    void stopHandingOut() {
        closed = true;
    }

    /** Hands out nothing more. What is out may still be acknowledged. Idempotent. */
    public void close() {
        Attachment wake = null;
        client.lock.lock();
        try {
            closed = true;
            cursor.close();
            state.seenAt(registry.nowMillis());
            if (state.attachment == this) {
                state.attachment = null;
            }
            if (outstanding.isEmpty()) {
                wake = client.passTurn(this);
            }
            registry.dropIfIdle(client);
        } finally {
            client.lock.unlock();
        }
        wake(wake);
    }

    /**
     * Gives up the claim of an instance that cannot say how far it has got: its handler may have begun with all that is out.
     */
    public void release() {
        release(Long.MAX_VALUE);
    }

    /**
     * Gives up the claim: what is out and not acknowledged is redelivered to the next one. Closes too. Idempotent.
     *
     * @param begun the token of the last message that the handler has begun with and not ended; 0 for none
     */
    public void release(long begun) {
        close();
        Attachment wake;
        client.lock.lock();
        try {
            released = true;
            if (!outstanding.isEmpty()) {
                state.tookBack(Outstanding.begunBefore(outstanding, begun));
                outstanding.clear();
            }
            wake = client.passTurn(this);
            registry.dropIfIdle(client);
        } finally {
            client.lock.unlock();
        }
        wake(wake);
    }

    void end(boolean takenOver) {
        close();
        owner.onClosed(takenOver);
    }

    void wake() {
        owner.onReady();
    }

    private static void wake(Attachment attachment) {
        if (attachment != null) {
            attachment.wake();
        }
    }
}
