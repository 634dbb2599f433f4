package io.messaging.bus;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Lets a number of callers through within any period; the others wait. Thread-safe: guarded by its monitor. */
final class Throttle {
    private final long periodNanos;

    /** When the last ones started, in a ring; the next place is that of the oldest. */
    private final long[] starts;

    private int next;
    private long used;

    Throttle(int messages, Duration period) {
        this.starts = new long[Checks.positive("messages", messages)];
        this.periodNanos = Checks.nanos("period", period);
    }

    /** Waits until it is this caller's turn. */
    void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(reserve(System.nanoTime()));
    }

    /** Takes the next start, and returns how long it is until then. */
    synchronized long reserve(long now) {
        long start = used < starts.length ? now : Math.max(now, starts[next] + periodNanos);
        starts[next] = start;
        next = (next + 1) % starts.length;
        used++;
        return start - now;
    }
}
