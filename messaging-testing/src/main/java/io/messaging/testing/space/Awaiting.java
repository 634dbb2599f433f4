package io.messaging.testing.space;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what a test expects, in the test's time limit. Looks again at each change. Thread-safe. */
public final class Awaiting {
    /** For what changes without being recorded. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A JVM's start takes longer than a message's way, and one that fails to start is known at once. */
    private static final Duration PROCESS_TIMEOUT = Duration.ofSeconds(60);

    private final TestSpace space;
    private final Duration timeout;

    Awaiting(TestSpace space, Duration timeout) {
        this.space = space;
        this.timeout = timeout;
    }

    /** The same with another limit. */
    public Awaiting within(Duration limit) {
        TestSettings.defaults().timeout(limit); // refuses what is no limit
        return new Awaiting(space, limit);
    }

    /** The same for what a process does, which has at least a minute. */
    public Awaiting forProcesses() {
        return new Awaiting(space, timeout.compareTo(PROCESS_TIMEOUT) > 0 ? timeout : PROCESS_TIMEOUT);
    }

    /** Waits until there is something, and gives it; else fails with what was there instead. */
    public <T> T until(Supplier<Optional<T>> look, Supplier<String> otherwise) {
        long limitMillis = timeout.toMillis();
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMillis);
        while (true) {
            long seen = space.recording().changes();
            Optional<T> found = look.get();
            if (found.isPresent()) {
                return found.get();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("after " + limitMillis + " ms: " + otherwise.get() + activeFaults());
            }
            try {
                space.recording().awaitChange(seen, Math.min(left, POLL_NANOS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting: " + otherwise.get(), e);
            }
        }
    }

    private String activeFaults() {
        List<String> active = space.activeFaults();
        return active.isEmpty() ? "" : "; faults in force: " + String.join(", ", active);
    }
}
