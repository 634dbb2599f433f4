package io.messaging.embedded.client;

import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server has delivered to a durable client by socket. A message is acknowledged when its handler has returned:
 * by the handler's thread where handlers take their time, else by another, which sends as often as it gets to it and so
 * for several at once. Either way it does not wait for the next handler, so a killed process repeats next to nothing.
 * The connection's reader offers, the handler's thread does the rest.
 */
final class DurableWindowSource implements DurableSource, ChannelSource {
    static final int WINDOW = 512;
    private static final int MAX_PUBLISHED = 1_000;
    private static final long SLOW_NANOS = 100_000;

    private record Delivered(Message message, long token, long expiryNanos) {}

    private final SubscriptionChannel channel;
    private final long id;
    private final DurableClaim claim;
    private final Queue<Delivered> queue = new ConcurrentLinkedQueue<>();
    private final Queue<Message> published = new LinkedBlockingQueue<>(MAX_PUBLISHED);
    private volatile boolean closed;

    // These belong to the handler's thread.
    private Delivered taken;
    private boolean mayRepeat = true;
    private long lastHandledNanos;

    // These are shared with the thread that sends acknowledgements.
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile long handledToken;
    private volatile long sentToken;

    DurableWindowSource(SubscriptionChannel channel, long id, DurableClaim claim) {
        this.channel = channel;
        this.id = id;
        this.claim = claim;
    }

    /** The server knows the position; what it says here is the claim's number. */
    @Override
    public void startsAt(long claimNumber) {
        claim.number(claimNumber);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void offer(Message message, long token, long expiryNanos) {
        queue.add(new Delivered(message, token, expiryNanos));
    }

    @Override
    public void offerPublished(Message message) {
        published.offer(message);
    }

    @Override
    public Message poll() {
        taken = null;
        Message transientMessage = published.poll();
        if (transientMessage != null) {
            return transientMessage;
        }
        for (Delivered next = closed ? null : queue.poll(); next != null; next = queue.poll()) {
            if (!Expiry.isOver(next.expiryNanos()) && (!mayRepeat || !isHandledBefore(next))) {
                taken = next;
                return next.message();
            }
            noteHandled(next.token());
        }
        acknowledge();
        return null;
    }

    /** Repetitions come before all else. What failed is tried again: its dead letter may not have come to be. */
    private boolean isHandledBefore(Delivered next) {
        SettledIds.Outcome before = claim.settled().outcome(next.message().id());
        mayRepeat = before != SettledIds.Outcome.UNKNOWN;
        return before == SettledIds.Outcome.HANDLED;
    }

    @Override
    public void handled() {
        if (taken != null) {
            claim.settled().add(taken.message().id(), true);
            noteHandled(taken.token());
        }
    }

    private void noteHandled(long token) {
        handledToken = token;
        long now = System.nanoTime();
        boolean slow = now - lastHandledNanos > SLOW_NANOS;
        lastHandledNanos = now;
        if (slow) {
            acknowledge();
        } else if (wanted.getAndIncrement() == 0 && !channel.execute(this::acknowledgeAll)) {
            wanted.set(0);
            acknowledge();
        }
    }

    private void acknowledgeAll() {
        int seen = wanted.get();
        do {
            acknowledge();
            seen = wanted.addAndGet(-seen);
        } while (seen != 0);
    }

    /**
     * Sends what is due. Acknowledgements hold for all before, so the order of two threads that send is no matter; but
     * none may be left to send when this returns, since what follows may be the end.
     */
    private synchronized void acknowledge() {
        long token = handledToken;
        if (token != sentToken) {
            sentToken = token;
            channel.handled(id, token);
        }
    }

    @Override
    public void failed(FailureText failure) {
        if (taken != null) {
            claim.settled().add(taken.message().id(), false);
            channel.failed(new Fail(id, taken.token(), failure));
        }
    }

    @Override
    public CompletableFuture<Void> release() {
        acknowledge();
        return channel.detach(id);
    }

    @Override
    public String serverId() {
        return claim.serverId();
    }

    /** The server remembers the position. */
    @Override
    public long nextPosition() {
        return 0;
    }

    @Override
    public void close() {
        closed = true;
        queue.clear();
    }
}
