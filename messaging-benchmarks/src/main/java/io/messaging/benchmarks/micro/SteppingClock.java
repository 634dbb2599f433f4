package io.messaging.benchmarks.micro;

import io.messaging.message.GemstoneId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on a millisecond with every thousandth look. Thread-safe. */
final class SteppingClock implements InstantSource {
    private static final int LOOKS_PER_MILLI = 1_000;

    private final AtomicLong looks = new AtomicLong();

    @Override
    public long millis() {
        return GemstoneId.EPOCH_MILLIS + 1 + looks.getAndIncrement() / LOOKS_PER_MILLI;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }
}
