package io.messaging.embedded.client.subscription;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What to run when a subscription has handled what is stored. Thread-safe: guarded by its monitor. */
final class DrainWaiters {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean ended;

    /** Adds a waiter; runs it at once when the subscription has ended. */
    void add(Runnable waiter) {
        synchronized (this) {
            if (!ended) {
                waiting.add(waiter);
                return;
            }
        }
        waiter.run();
    }

    synchronized int count() {
        return waiting.size();
    }

    /** Completes the oldest. */
    void complete(int count) {
        if (count > 0) {
            take(count).forEach(Runnable::run);
        }
    }

    private synchronized List<Runnable> take(int count) {
        List<Runnable> taken = new ArrayList<>();
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            taken.add(waiting.poll());
        }
        return taken;
    }

    /** The subscription has ended: completes all, now and later. */
    void completeAll() {
        synchronized (this) {
            ended = true;
        }
        complete(Integer.MAX_VALUE);
    }
}
