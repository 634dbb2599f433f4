package io.messaging.testing;

import io.messaging.testing.time.SharedClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * A clock that a test controls. The server, the in-memory broker and the pauses between a durable subscription's attempts
 * use it, in this process and in child processes.
 *
 * <p>It follows the system clock until it is frozen. While it is frozen, a generator has 4,096 ids, as in any
 * millisecond; for more, it waits for the clock.
 *
 * <p>Thread-safe.
 */
public final class TestClock implements InstantSource {
    private final SharedClock shared;
    private final Consumer<String> onChange;

    TestClock(SharedClock shared, Consumer<String> onChange) {
        this.shared = shared;
        this.onChange = onChange;
    }

    /**
     * Returns the clock of the test that started this process.
     *
     * @return the test's clock, which only the test can change; otherwise the system clock
     */
    public static InstantSource fromEnvironment() {
        InstantSource clock = SharedClock.fromEnvironment();
        return clock::instant;
    }

    @Override
    public Instant instant() {
        return shared.instant();
    }

    @Override
    public long millis() {
        return shared.millis();
    }

    /** Freezes the clock at its present. Idempotent. */
    public synchronized void freeze() {
        if (!shared.isFrozen()) {
            stopAt(millis());
        }
    }

    /**
     * Freezes the clock at a time.
     *
     * @param instant the time, to the millisecond
     * @throws IllegalArgumentException when it is before the clock's present: a broker's time never goes back
     */
    public synchronized void freeze(Instant instant) {
        long millis = instant.toEpochMilli();
        if (millis < millis()) {
            throw new IllegalArgumentException(
                    "instant is " + instant + " and the clock shows " + instant() + "; the clock can only be advanced");
        }
        stopAt(millis);
    }

    private void stopAt(long millis) {
        shared.freeze(millis);
        onChange.accept("frozen at " + Instant.ofEpochMilli(millis));
    }

    /**
     * Advances the clock, whether it runs or is frozen.
     *
     * @param by how far
     * @throws IllegalArgumentException when negative: a broker's time never goes back
     */
    public synchronized void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("by is " + by + "; the clock can only be advanced");
        }
        shared.advance(by);
        onChange.accept("advanced by " + by + " to " + instant());
    }

    /** Lets the clock continue from its present. Idempotent. */
    public synchronized void resume() {
        if (shared.isFrozen()) {
            shared.resume();
            onChange.accept("running again from " + instant());
        }
    }

    @Override
    public String toString() {
        return "TestClock[" + instant() + (shared.isFrozen() ? ", frozen]" : ", running]");
    }
}
