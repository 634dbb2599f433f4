package io.messaging.embedded.server.session;

import java.util.PriorityQueue;

/** Tasks that are due later. Owned by the event loop. */
final class Timers {
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    private record Timer(long dueNanos, Runnable task) implements Comparable<Timer> {
        long nanosLeft() {
            return dueNanos - System.nanoTime();
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(dueNanos - other.dueNanos, 0);
        }
    }

    void add(long millis, Runnable task) {
        timers.add(new Timer(System.nanoTime() + millis * 1_000_000, task));
    }

    void runDue() {
        while (!timers.isEmpty() && timers.peek().nanosLeft() <= 0) {
            timers.poll().task().run();
        }
    }

    /** Returns how long to wait for the next, at least 1; 0 when there is none. */
    long millisToNext() {
        return timers.isEmpty() ? 0 : Math.max(1, timers.peek().nanosLeft() / 1_000_000 + 1);
    }
}
