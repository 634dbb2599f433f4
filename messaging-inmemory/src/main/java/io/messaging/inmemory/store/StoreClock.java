package io.messaging.inmemory.store;

import java.time.InstantSource;

/** The store's one clock. It never runs backwards, so that no message that has expired comes back. Thread-safe. */
final class StoreClock {
    private final InstantSource source;
    private volatile long latest = Long.MIN_VALUE;

    StoreClock(InstantSource source) {
        this.source = source;
    }

    /** Milliseconds since 1970. */
    long millis() {
        long now = source.millis();
        long seen = latest;
        if (now > seen) {
            latest = now;
            return now;
        }
        return seen;
    }
}
