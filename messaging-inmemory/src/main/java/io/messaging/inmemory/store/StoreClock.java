package io.messaging.inmemory.store;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The store's one clock. It never runs backwards, so that no message that has expired comes back. Thread-safe. */
final class StoreClock {
    private final InstantSource source;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);

    StoreClock(InstantSource source) {
        this.source = source;
    }

    /** Milliseconds since 1970. */
    long millis() {
        long now = source.millis();
        long seen = latest.get();
        return now <= seen ? seen : latest.accumulateAndGet(now, Math::max);
    }
}
