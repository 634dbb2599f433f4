package io.messaging.redis.store;

import io.messaging.backend.StoreFullException;
import io.messaging.concurrent.Uninterruptibly;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of messages that wait to be sent, and limits them. Thread-safe. */
public final class PendingBytes {
    private static final long DRAIN_POLL_NANOS = 1_000_000;

    private final String server;
    private final long most;
    private final AtomicLong pending = new AtomicLong();

    public PendingBytes(String server, long most) {
        this.server = server;
        this.most = most;
    }

    /**
     * Adds a message, which may exceed the limit when it is the only one.
     *
     * @throws StoreFullException when the limit is reached
     */
    public void reserve(long bytes) {
        long now = pending.addAndGet(bytes);
        if (now > most && now > bytes) {
            pending.addAndGet(-bytes);
            throw new StoreFullException(now + " bytes of messages wait to be sent to " + server + ", and " + most
                    + " may (max_pending_bytes); store more slowly, or wait for the futures");
        }
    }

    public void release(long bytes) {
        pending.addAndGet(-bytes);
    }

    /** Waits for pending messages, at most the given time. */
    public void drain(long nanos) {
        long deadline = System.nanoTime() + nanos;
        while (pending.get() > 0 && System.nanoTime() - deadline < 0) {
            Uninterruptibly.sleep(DRAIN_POLL_NANOS);
        }
    }
}
