package io.messaging.store.index;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Which messages expire when, soonest first. Thread-safe: guarded by its monitor. */
public final class ExpiryQueue {
    private final PriorityQueue<ExpiringMessage> queue =
            new PriorityQueue<>(Comparator.comparingLong(ExpiringMessage::expiresAtMillis));

    public synchronized void add(ExpiringMessage item) {
        queue.add(item);
    }

    /** Takes a message that has expired, or null when none has. */
    public synchronized ExpiringMessage pollExpired(long nowMillis) {
        ExpiringMessage first = queue.peek();
        return first != null && first.isExpired(nowMillis) ? queue.poll() : null;
    }

    /** Lets go of messages that were removed before their time. */
    public synchronized void purge() {
        queue.removeIf(StoredMessage::isRemoved);
    }

    public synchronized boolean isEmpty() {
        return queue.isEmpty();
    }
}
