package io.messaging.tck;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The one place that waits: for a condition, never for a time, except where time itself is the subject. */
final class Awaiter {
    private final TckTimeouts timeouts;
    private final CallWatch watch;

    Awaiter(TckTimeouts timeouts, CallWatch watch) {
        this.timeouts = timeouts;
        this.watch = watch;
    }

    /** Waits as long as the positive wait. */
    boolean until(BooleanSupplier condition) {
        return until(condition, timeouts.positiveWait());
    }

    boolean until(BooleanSupplier condition, Duration limit) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return condition.getAsBoolean();
            }
            pause();
        }
        return true;
    }

    /** Waits as long as the measure changes at least once in each positive wait: slow is not wrong. */
    boolean untilProgressEnds(BooleanSupplier condition, LongSupplier measure) {
        long last = measure.getAsLong();
        while (!until(() -> condition.getAsBoolean())) {
            long now = measure.getAsLong();
            if (now == last) {
                return condition.getAsBoolean();
            }
            last = now;
        }
        return true;
    }

    /** Looks for as long as the negative wait whether something comes that must not; true when it came. */
    boolean comesAfterAll(BooleanSupplier condition) {
        return until(condition, timeouts.negativeWait());
    }

    /** Waits for real time to pass, where the subject is time itself. */
    void letTimePass(Duration duration) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < duration.toNanos()) {
            pause();
        }
        watch.progress();
    }

    void pause() {
        LockSupport.parkNanos(timeouts.poll().toNanos());
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the kit has given this test up");
        }
    }
}
