package io.messaging.redis.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A queue of messages with at most one batch in flight, so that they take effect in order, whatever is refused,
 * redirected or resent. Thread-safe: {@link #lock} guards everything.
 */
final class StoreLane {
    private static final int MAX_MESSAGES = 128;
    private static final long MAX_BYTES = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<PendingStore> waiting = new ArrayDeque<>();
    private boolean busy;

    /** Adds a message; returns the batch to send now, or null while another is in flight. */
    StoreBatch add(PendingStore store) {
        lock.lock();
        try {
            waiting.add(store);
            return busy ? null : next();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the batch in flight; returns the next one, or null. */
    StoreBatch ended() {
        lock.lock();
        try {
            return next();
        } finally {
            lock.unlock();
        }
    }

    private StoreBatch next() {
        List<PendingStore> batch = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && batch.size() < MAX_MESSAGES && bytes < MAX_BYTES) {
            PendingStore store = waiting.poll();
            if (!store.abandoned) {
                batch.add(store);
                bytes += store.bytes();
            }
        }
        busy = !batch.isEmpty();
        return busy ? new StoreBatch(batch) : null;
    }
}
