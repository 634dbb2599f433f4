package io.messaging.store.group;

import io.messaging.administration.Origin;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.group.GroupOptions;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One instance's share in a group's messages. It takes one message after the other, and settles each with its token.
 *
 * <p>Life: open, then {@link #close closed} (is handed nothing more; what it has may still be settled), then
 * {@link #release released} (what it has goes to others). One that lost its connection is closed, and either released when
 * its time is over, or replaced by {@link GroupRegistry#reattach}. Thread-safe: guarded by the group's lock.
 */
public final class Member {
    /** Whom the broker notifies. Called outside locks, on any thread: must be quick and never throw. */
    public interface Owner {
        /**
         * There may be something to take with {@link Member#next}. The owner asks until it gets null or can take no more; an
         * owner that cannot take anything calls {@link Member#pass}, so that another member is notified.
         */
        void onReady();

        /**
         * The member was ended from the other side.
         *
         * @param replaced true when the same instance came back over another connection, false when the group was
         *     forgotten
         */
        void onClosed(boolean replaced);

        /**
         * {@return which process it is in, null where that is not known; since when is for the broker to say}
         *
         * <p>Called once, before anything else.
         */
        default Origin origin() {
            return null;
        }

        /**
         * {@return whether it may be in a process that outlives the broker's, and come back with what it has}
         *
         * <p>Called under the group's lock.
         */
        default boolean mayComeBack() {
            return false;
        }
    }

    private static final System.Logger LOGGER = SafeLog.of(Member.class);
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Group group;
    private final long number;

    /** The number of the request with which the instance came back. */
    private final long request;

    private final int concurrency;

    /** Null for one that has not come back since the broker's process was started. */
    private final Owner owner;

    /** Null where it is not known. */
    private final Origin origin;

    private final Map<Long, Entry> out = new HashMap<>();

    /** Whether it asked for more than it may have. */
    private boolean wantsMore;

    private boolean closed;
    private boolean released;

    /** Whether the log says that dead letters cannot be stored. */
    private volatile boolean warned;

    /** Called under the group's lock. */
    Member(Group group, long number, long request, int concurrency, Origin origin, Owner owner) {
        this.group = group;
        this.number = number;
        this.request = request;
        this.concurrency = concurrency;
        this.origin = origin;
        this.owner = owner;
    }

    /**
     * Returns the number with which this instance may come back after it lost its connection.
     *
     * @return 1 or more, unique at the broker
     */
    public long number() {
        return number;
    }

    /** Creates a member whose process may come back to this one, which was started after the one it knew. */
    static Member away(Group group, Entry.Holder holder) {
        Member member = new Member(group, holder.number(), 0, holder.concurrency(), null, null);
        member.closed = true;
        return member;
    }

    boolean isAway() {
        return owner == null;
    }

    /** Takes over what the member had. */
    void restore(Entry entry) {
        entry.holder = this;
        entry.heldBy = null;
        out.put(entry.token, entry);
    }

    int concurrency() {
        return concurrency;
    }

    /** Called under the group's lock. */
    boolean mayComeBack() {
        return owner == null || owner.mayComeBack();
    }

    /**
     * Takes the next message: first what comes again and is due, then what was never handed out, each in storing order.
     *
     * @return null when there is none, or when it has as many as it may; {@link Owner#onReady} announces the next chance
     */
    public GroupDelivery next() {
        return group.call(this::take);
    }

    private GroupDelivery take() {
        group.waiters.remove(this);
        if (closed) {
            return null;
        }
        if (out.size() >= concurrency) {
            wantsMore = true;
            return null;
        }
        Entry next = group.backlog().take();
        if (next == null) {
            group.waiters.add(this);
            return null;
        }
        return deliver(next);
    }

    private GroupDelivery deliver(Entry entry) {
        entry.holder = this;
        entry.token = group.nextToken();
        out.put(entry.token, entry);
        return new GroupDelivery(
                entry.token, entry.message, entry.attempts, entry.requeued || entry.attempts > 1, entry.lifeMillis);
    }

    /** Leaves the next message to others, after {@link Owner#onReady} came when nothing could be taken. */
    public void pass() {
        group.change(() -> group.waiters.remove(this));
    }

    /**
     * Says that a message is handled. Changes nothing where it was given to others since.
     *
     * @param token the message's token
     */
    public void settle(long token) {
        group.change(() -> {
            Entry handled = outstanding(token);
            if (handled != null) {
                group.backlog().settle(handled);
                drop(handled);
            }
        });
    }

    /**
     * Gives a message back, which is due at once, for whichever member. That was an attempt, but never makes a dead letter.
     *
     * @param token the message's token
     */
    public void giveBack(long token) {
        group.change(() -> {
            Entry entry = outstanding(token);
            if (entry != null) {
                giveBack(entry, 0);
            }
        });
    }

    private void giveBack(Entry entry, long pauseNanos) {
        group.backlog().giveBack(entry, pauseNanos);
        drop(entry);
    }

    /**
     * Says that a message's handler failed. It is due again after a pause, for whichever member; after the last attempt a
     * dead letter is stored instead. Changes nothing where the message was given to others since.
     *
     * @param token the message's token
     * @param failure what was thrown
     * @param retryAfter the pause that the handler asked for; null for the group's
     * @param rejected whether to store a dead letter at once
     */
    public void fail(long token, FailureText failure, Duration retryAfter, boolean rejected) {
        DeadLettering last = group.call(() -> failed(token, retryAfter, rejected));
        if (last != null) {
            last.store(group, failure);
        }
    }

    /** Returns what is to be stored, null for nothing. */
    private DeadLettering failed(long token, Duration retryAfter, boolean rejected) {
        Entry failed = outstanding(token);
        if (failed == null) {
            return null;
        }
        GroupOptions options = group.options();
        if (rejected || failed.attempts >= options.maxAttempts()) {
            failed.deadLettering = true;
            return new DeadLettering(failed, options.namespace());
        }
        giveBack(failed, options.pauseNanos(failed.attempts, retryAfter));
        return null;
    }

    /** A dead letter was stored, or could not be. Under the lock; this is who has the entry now. */
    void deadLettered(Entry failed, boolean stored) {
        failed.deadLettering = false;
        if (stored) {
            group.backlog().settle(failed);
            drop(failed);
        } else if (released) {
            group.backlog().giveBack(failed, 0);
        }
    }

    private Entry outstanding(long token) {
        Entry entry = out.get(token);
        return entry == null || entry.deadLettering ? null : entry;
    }

    private void drop(Entry entry) {
        out.remove(entry.token);
        group.seen();
        if (wantsMore && !closed) {
            wantsMore = false;
            group.waiters.add(this);
        }
    }

    /**
     * Settles a message whose handler is in another process and has told the outcome once. A dead letter that cannot be stored is
     * tried again later: without it the message would be lost to the group.
     *
     * @param outcome how the message ended
     */
    public void finish(Outcome outcome) {
        if (outcome.failure() == null) {
            settle(outcome.token());
            return;
        }
        try {
            fail(outcome.token(), outcome.failure(), outcome.retryAfter(), outcome.rejected());
            warned = false;
        } catch (MessagingException cannotStore) {
            LOGGER.log(
                    warned ? Level.DEBUG : Level.WARNING,
                    () -> "cannot store a dead letter of group '" + group.id.name() + "' and topic '" + group.id.topic()
                            + "'; trying again",
                    cannotStore);
            warned = true;
            group.registry.timer().after(RETRY_NANOS, () -> finish(outcome));
        }
    }

    /** Whether a request comes late: the network may hold one back until its instance has come back over another connection. */
    boolean hasNewer(long late) {
        return late > 0 && late <= request;
    }

    /**
     * Creates the member that has this one's messages from now on, those given back that it has not. It is the same instance,
     * of the same origin. Under the lock.
     */
    Member replaceBy(Owner newOwner, long newRequest, Set<Long> kept) {
        Member successor = new Member(group, number, newRequest, concurrency, origin, newOwner);
        for (Entry entry : out.values()) {
            if (kept.contains(entry.token) || entry.deadLettering) {
                entry.holder = successor;
                successor.out.put(entry.token, entry);
            } else {
                group.backlog().giveBack(entry, 0);
            }
        }
        forget();
        return successor;
    }

    /** Has nothing to do with the group any more. Under the lock. */
    void forget() {
        closed = true;
        released = true;
        out.clear();
        group.waiters.remove(this);
    }

    /** Takes nothing more. What it has may still be settled. Idempotent. */
    public void close() {
        group.change(() -> {
            closed = true;
            group.waiters.remove(this);
            group.seen();
        });
    }

    /** Leaves the group: what it has and did not settle goes to others. Closes too. Idempotent. */
    public void release() {
        group.change(() -> {
            if (!released) {
                leave();
                group.seen();
            }
        });
    }

    /** Under the lock. */
    void leave() {
        for (Entry entry : out.values()) {
            if (!entry.deadLettering) {
                group.backlog().giveBack(entry, 0);
            }
        }
        forget();
        group.remove(this);
    }

    /**
     * Returns whether the group has settled everything stored so far.
     *
     * @return false while something waits or is in flight, at whichever member
     */
    public boolean isCaughtUp() {
        group.lock.lock();
        try {
            return group.lag() == 0;
        } finally {
            group.lock.unlock();
        }
    }

    /** Called under the group's lock. */
    SharedGroup.Member status() {
        return new SharedGroup.Member(number, !closed, concurrency, out.size(), origin);
    }

    void notifyClosed(boolean replaced) {
        if (owner != null) {
            owner.onClosed(replaced);
        }
    }

    void wake() {
        owner.onReady();
    }
}
