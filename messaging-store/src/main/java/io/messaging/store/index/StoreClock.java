package io.messaging.store.index;

import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The store's one clock, for ttls: it counts elapsed time. It never runs backwards, so that no message that has expired
 * comes back. Thread-safe.
 */
public final class StoreClock {
    private final InstantSource wall;
    private final LongSupplier source;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    /** The system's wall clock may be set at any time, so where it is given, {@link System#nanoTime} is used instead. */
    public StoreClock(InstantSource source) {
        this.wall = source;
        this.source = source.equals(InstantSource.system())
                ? () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime())
                : source::millis;
    }

    /** Milliseconds since an arbitrary moment. */
    public long millis() {
        long now = source.getAsLong();
        long seen = latest.get();
        return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
    }

    /** Returns what a time of this clock is in milliseconds since 1970, by which it is found again after a restart. */
    public long toWallMillis(long millis) {
        return add(millis - millis(), wall.millis());
    }

    /** Returns what a time in milliseconds since 1970 is by this clock. */
    public long fromWallMillis(long wallMillis) {
        return add(wallMillis - wall.millis(), millis());
    }

    private static long add(long duration, long time) {
        long sum = duration + time;
        return duration > 0 && time > 0 && sum < 0 ? Long.MAX_VALUE : sum;
    }
}
