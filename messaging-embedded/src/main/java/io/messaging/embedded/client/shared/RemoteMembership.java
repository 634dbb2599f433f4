package io.messaging.embedded.client.shared;

import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.message.Message;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.group.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A membership by socket, from connection to connection. While there is none, handlers run on, and what becomes of their
 * messages is kept; nothing new is begun. The next connection takes the member's place at the server with that, which gives back
 * whatever else the member had. What was sent last on a connection may not have arrived, so it is repeated.
 *
 * <p>Outcomes are sent by the thread of the handler where it has nothing else to do, otherwise by another one, which sends
 * as often as it can and so several at once.
 *
 * <p>Thread-safe: guarded by its monitor, under which nothing is sent.
 */
public final class RemoteMembership implements Membership {
    private final String serverId;
    private final int concurrency;
    private final Deque<SharedMessage> queue = new ArrayDeque<>();
    private final Set<Long> inHand = new HashSet<>();

    /** As many as can be unsettled at the server, the newest last. */
    private final Deque<Outcome> finished = new ArrayDeque<>();

    private List<Outcome> unsent = new ArrayList<>();

    /** Whether some thread sends what is unsent, or is about to. */
    private boolean sending;

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
    public synchronized AttachShared request(long id, String topic, String group, GroupOptions options) {
        disconnected();
        Set<Long> kept = new HashSet<>(inHand);
        queue.forEach(message -> kept.add(message.token()));
        return new AttachShared(
                id, topic, group, concurrency, number, options, ++requests, kept, List.copyOf(finished));
    }

    /** The server has answered; what ended since the request is sent now. */
    public void connected(long memberNumber, MemberChannel opened) {
        boolean leave;
        boolean send;
        synchronized (this) {
            number = memberNumber;
            channel = opened;
            leave = released;
            send = !unsent.isEmpty() && !sending;
            sending |= send;
        }
        if (send) {
            sendAll();
        }
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
        MemberChannel helper;
        synchronized (this) {
            inHand.remove(outcome.token());
            finished.add(outcome);
            if (finished.size() > concurrency) {
                finished.poll();
            }
            unsent.add(outcome);
            if (sending || channel == null) {
                return;
            }
            sending = true;
            helper = queue.isEmpty() ? null : channel;
        }
        if (helper == null || !helper.execute(this::sendAll)) {
            sendAll();
        }
    }

    private void sendAll() {
        while (true) {
            List<Outcome> batch;
            MemberChannel to;
            synchronized (this) {
                if (unsent.isEmpty() || channel == null) {
                    sending = false;
                    return;
                }
                batch = unsent;
                unsent = new ArrayList<>();
                to = channel;
            }
            to.send(batch);
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
        sendAll();
        return last.detach();
    }
}
