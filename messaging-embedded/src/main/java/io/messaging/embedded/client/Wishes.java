package io.messaging.embedded.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Who waits until a subscription has handled what is stored. Thread-safe: guarded by its monitor. */
final class Wishes {
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean ended;

    /** Notes a wish; once all were granted, grants it at once. */
    void add(Runnable done) {
        synchronized (this) {
            if (!ended) {
                waiting.add(done);
                return;
            }
        }
        done.run();
    }

    synchronized int count() {
        return waiting.size();
    }

    /** Grants the oldest. */
    void grant(int count) {
        if (count == 0) {
            return;
        }
        take(count).forEach(Runnable::run);
    }

    private synchronized List<Runnable> take(int count) {
        List<Runnable> taken = new ArrayList<>();
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            taken.add(waiting.poll());
        }
        return taken;
    }

    /** Grants those there are and those that come: the subscription has ended. */
    void grantAll() {
        synchronized (this) {
            ended = true;
        }
        grant(Integer.MAX_VALUE);
    }
}
