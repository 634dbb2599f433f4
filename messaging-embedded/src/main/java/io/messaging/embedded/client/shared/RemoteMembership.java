package io.messaging.embedded.client.shared;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A membership by socket, from connection to connection. While there is none, handlers run on, and what becomes of their
 * messages is kept; nothing new is begun. The next connection takes the member's place at the server with that, which gives back
 * whatever else the member had. What was sent last on a connection may not have arrived, so it is repeated.
 *
 * <p>Outcomes are sent several at once, since each write wakes the server and has it answer: by the thread of a handler when
 * enough have gathered or nothing else is waiting for a handler, and after a millisecond in any case, by another thread.
 *
 * <p>Thread-safe: guarded by its monitor, under which nothing is sent.
 */
public final class RemoteMembership implements Membership {
    /** More at once would hardly make them cheaper. */
    private static final int MAX_BATCH = 64;

    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** After so many looks without an outcome, the thread that sends late ones ends. */
    private static final int IDLE_LOOKS = 20;

    private final String serverId;
    private final int concurrency;

    /** Half of what may be in hand: while the server answers one half, handlers are busy with the other. */
    private final int batch;

    private final Deque<SharedMessage> queue = new ArrayDeque<>();
    private final Set<Long> inHand = new HashSet<>();

    /** As many as can be unsettled at the server, the newest last. */
    private final Deque<Outcome> finished = new ArrayDeque<>();

    private List<Outcome> unsent = new ArrayList<>();

    /** Whether the thread of a handler sends what has gathered, or is about to. */
    private boolean sending;

    /** Whether another thread sends what is unsent from time to time, or is about to. */
    private boolean looking;

    /** Held while outcomes are on their way into the connection, so that leaving comes after them. */
    private final ReentrantLock sendLock = new ReentrantLock();

    /** Null while there is no connection. */
    private MemberChannel channel;

    /** 0 until the server has given it. */
    private long number;

    private long requests;
    private boolean closed;
    private boolean released;

    /** Creates a membership that has not joined yet. */
    public RemoteMembership(String serverId, int concurrency) {
        this.serverId = serverId;
        this.concurrency = concurrency;
        this.batch = Math.min(MAX_BATCH, Math.max(1, concurrency / 2));
    }

    public String serverId() {
        return serverId;
    }

    /** The connection is gone: what was not begun waits until the server says whether it still has this member. */
    public synchronized void disconnected() {
        channel = null;
        unsent.clear(); // it is among the finished
    }

    /** Returns the request to join, or to take the place of the member that lost its connection. */
    public synchronized AttachShared request(
            long id, String topic, String group, GroupOptions options, CursorStart startOfNew) {
        disconnected();
        Set<Long> kept = new HashSet<>(inHand);
        queue.forEach(message -> kept.add(message.token()));
        CursorStart start = number == AttachShared.NEW ? startOfNew : CursorStart.at(0);
        return new AttachShared(
                id, topic, group, concurrency, number, options, start, ++requests, kept, List.copyOf(finished));
    }

    /** The server has answered; what ended since the request is sent now. */
    public void connected(long memberNumber, MemberChannel opened) {
        boolean leave;
        synchronized (this) {
            number = memberNumber;
            channel = opened;
            leave = released;
        }
        sendUnsent();
        if (leave) {
            opened.detach();
        }
    }

    /** The server has delivered a message. */
    public synchronized void offer(Message message, long token, int attempt, boolean redelivered, long expiryNanos) {
        queue.add(new SharedMessage(this, token, message, attempt, redelivered, expiryNanos));
    }

    @Override
    public SharedMessage next() {
        while (true) {
            SharedMessage next;
            synchronized (this) {
                next = closed || channel == null ? null : queue.poll();
                if (next == null) {
                    return null;
                }
                inHand.add(next.token());
            }
            if (!Expiry.isOver(next.expiryNanos())) {
                return next;
            }
            ended(Outcome.handled(next.token()));
        }
    }

    @Override
    public void ended(Outcome outcome) {
        boolean send;
        MemberChannel helper = null;
        synchronized (this) {
            inHand.remove(outcome.token());
            finished.add(outcome);
            if (finished.size() > concurrency) {
                finished.poll();
            }
            unsent.add(outcome);
            send = isDue() && !sending;
            sending |= send;
            if (!send && !looking && channel != null) {
                looking = true;
                helper = channel;
            }
        }
        if (send) {
            sendDue();
        } else if (helper != null && !helper.execute(this::sendLate)) {
            endLooking();
            sendUnsent();
        }
    }

    /** Whether what is unsent is to be sent at once. Called under the monitor. */
    private boolean isDue() {
        return channel != null && !unsent.isEmpty() && (queue.isEmpty() || unsent.size() >= batch);
    }

    private void sendDue() {
        do {
            sendUnsent();
        } while (isStillDue());
    }

    private synchronized boolean isStillDue() {
        sending = isDue();
        return sending;
    }

    /** Sends what has been unsent for long, as handlers take long; ends when there are no more outcomes. */
    private void sendLate() {
        int idle = 0;
        do {
            Uninterruptibly.sleep(GATHER_NANOS); // nothing signals that a handler takes long
            idle = sendUnsent() ? 0 : idle + 1;
        } while (idle < IDLE_LOOKS || !endLookingIfIdle());
    }

    private synchronized boolean endLookingIfIdle() {
        looking = channel != null && !unsent.isEmpty();
        return !looking;
    }

    private synchronized void endLooking() {
        looking = false;
    }

    /** Sends what is unsent; returns whether there was any. */
    private boolean sendUnsent() {
        sendLock.lock();
        try {
            List<Outcome> taken;
            MemberChannel to;
            synchronized (this) {
                if (unsent.isEmpty() || channel == null) {
                    return false;
                }
                taken = unsent;
                unsent = new ArrayList<>();
                to = channel;
            }
            to.send(taken);
            return true;
        } finally {
            sendLock.unlock();
        }
    }

    @Override
    public void giveBack(long token) {
        MemberChannel to;
        synchronized (this) {
            inHand.remove(token);
            to = channel;
        }
        if (to != null) {
            to.giveBack(token);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        queue.clear();
    }

    @Override
    public CompletableFuture<Void> release() {
        MemberChannel last;
        synchronized (this) {
            released = true;
            last = channel;
        }
        if (last == null) {
            return CompletableFuture.completedFuture(null);
        }
        sendUnsent();
        return last.detach();
    }
}
