package io.messaging.testing.space;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for conditions, up to the test's time limit; checks again at each change. Thread-safe. */
public final class Awaiting {
    /** For changes that are not recorded. */
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A JVM takes longer to start than a message to arrive, and one that fails to start is noticed at once. */
    private static final Duration PROCESS_TIMEOUT = Duration.ofSeconds(60);

    private final TestSpace space;
    private final Duration timeout;

    Awaiting(TestSpace space, Duration timeout) {
        this.space = space;
        this.timeout = timeout;
    }

    /** Returns waits with another limit. */
    public Awaiting within(Duration limit) {
        TestSettings.defaults().timeout(limit); // rejects an invalid limit
        return new Awaiting(space, limit);
    }

    /** Returns waits for a process, with a limit of at least a minute. */
    public Awaiting forProcesses() {
        return new Awaiting(space, timeout.compareTo(PROCESS_TIMEOUT) > 0 ? timeout : PROCESS_TIMEOUT);
    }

    /** Waits until there is a result and returns it; otherwise fails with what was there instead. */
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
