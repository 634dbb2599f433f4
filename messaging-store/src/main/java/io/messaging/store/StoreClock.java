package io.messaging.store;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The store's one clock, for ttls: it counts elapsed time. It never runs backwards, so that no message that has expired
 * comes back. Thread-safe.
 */
final class StoreClock {
    private final LongSupplier source;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    /** The system's wall clock may be set at any time, so where it is given, {@link System#nanoTime} is used instead. */
    StoreClock(InstantSource source) {
        this.source = source.equals(InstantSource.system())
                ? () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())
                : source::millis;
    }

    /** Milliseconds since an arbitrary moment. */
    long millis() {
        long now = source.getAsLong();
        long seen = latest.get();
        return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
    }
}
