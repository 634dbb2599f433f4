package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a server has delivered to a durable client by socket. A message is acknowledged when its handler has returned:
 * by the handler's thread where handlers are slow, else by another, which sends as often as it can and so for several at
 * once. Neither waits for the next handler, so after a kill next to nothing is redelivered. The connection's reader
 * offers, the handler's thread does the rest.
 */
final class DurableWindowSource extends ChannelSource implements LinkSource {
    static final int WINDOW = 512;
    private static final long SLOW_NANOS = 100_000;

    private record Delivered(Message message, long token, long expiryNanos, boolean redelivered) {}

    private final DurableClaim claim;
    private final Queue<Delivered> queue = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /** The token of the message that the handler has begun with and not ended; 0 for none. */
    private volatile long begun;

    // These belong to the handler's thread.
    private Delivered taken;
    private boolean mayRepeat = true;
    private long lastHandledNanos;

    // These are shared with the thread that sends acknowledgements.
    private final AtomicInteger wanted = new AtomicInteger();
    private volatile long handledToken;
    private volatile long sentToken;

    DurableWindowSource(SubscriptionChannel channel, long id, DurableClaim claim) {
        super(channel, id);
        this.claim = claim;
    }

    /** The server remembers the position; it gives the claim's number instead. */
    @Override
    void startsAt(long claimNumber) {
        claim.number(claimNumber);
    }

    @Override
    public void offer(Message message, long token, long expiryNanos, boolean redelivered) {
        queue.add(new Delivered(message, token, expiryNanos, redelivered));
    }

    @Override
    public Message poll() {
        taken = null;
        Message transientMessage = pollPublished();
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

    /** Redeliveries come first of all. What failed is tried again: its dead letter may not have been stored. */
    private boolean isHandledBefore(Delivered next) {
        DurableClaim.Outcome before = claim.outcome(next.message().id());
        mayRepeat = before != DurableClaim.Outcome.UNKNOWN;
        return before == DurableClaim.Outcome.HANDLED;
    }

    @Override
    public boolean isRedelivered() {
        return taken != null && taken.redelivered();
    }

    @Override
    public void handled() {
        if (taken != null) {
            claim.settled(taken.message().id(), true);
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
        } else if (wanted.getAndIncrement() == 0 && !channel().execute(this::acknowledgeAll)) {
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
     * Sends what is due. An acknowledgement covers all before it, so the order of two sending threads does not matter;
     * but none may be left to send when this returns, since the end may follow.
     */
    private synchronized void acknowledge() {
        long token = handledToken;
        if (token != sentToken) {
            sentToken = token;
            channel().handled(id(), token);
        }
    }

    @Override
    public void failed(FailureText failure) {
        if (taken != null) {
            claim.settled(taken.message().id(), false);
            channel().failed(new Fail(id(), taken.token(), failure));
        }
    }

    @Override
    public void abandoned() {
        begun = taken == null ? begun : taken.token();
    }

    @Override
    public CompletableFuture<Void> release() {
        acknowledge();
        return channel().detachDurable(id(), begun);
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
