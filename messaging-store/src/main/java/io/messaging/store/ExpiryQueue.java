package io.messaging.store;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Which messages expire when, soonest first. Thread-safe: guarded by its monitor. */
final class ExpiryQueue {
    private final PriorityQueue<ExpiringMessage> queue =
            new PriorityQueue<>(Comparator.comparingLong((ExpiringMessage item) -> item.expiresAtMillis));

    synchronized void add(ExpiringMessage item) {
        queue.add(item);
    }

    /** Takes a message that has expired, or null when none has. */
    synchronized ExpiringMessage pollExpired(long nowMillis) {
        ExpiringMessage first = queue.peek();
        return first != null && first.isExpired(nowMillis) ? queue.poll() : null;
    }

    /** Lets go of messages that were removed before their time. */
    synchronized void purge() {
        queue.removeIf(StoredMessage::isRemoved);
    }

    synchronized boolean isEmpty() {
        return queue.isEmpty();
    }
}
