package io.messaging.embedded.client.link;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Paces one loop of attempts to reach a server. Used by one thread; closing the backend ends its pauses. */
public final class Backoff {
    private static final long FIRST_PAUSE_MILLIS = 5;

    /** A port is free some time after its owner was killed, and to be taken over well within a second. */
    private static final long USUAL_PAUSE_MILLIS = 80;

    /** So many attempts, some three seconds, may come that close; a server that is still away may be so for long. */
    private static final int CLOSE_ATTEMPTS = 50;

    private static final long LONGEST_PAUSE_MILLIS = 500;

    /** A taken port on which nobody answers is mostly one whose server is just ending, so it is tried again at once. */
    private static final int IMMEDIATE_PORT_ATTEMPTS = 20;

    private static final long PORT_PAUSE_MILLIS = 20;

    /** A server that takes connections and breaks them at once has failed, too. */
    private static final long STEADY_NANOS = 100_000_000;

    private final CountDownLatch closed;
    private final boolean forPort;
    private int failures;

    private Backoff(CountDownLatch closed, boolean forPort) {
        this.closed = closed;
        this.forPort = forPort;
    }

    static Backoff forServer(CountDownLatch closed) {
        return new Backoff(closed, false);
    }

    /** For taking over a port that may be freed any moment. */
    static Backoff forPort(CountDownLatch closed) {
        return new Backoff(closed, true);
    }

    /** Whether the next {@link #pause} waits. */
    boolean isWaiting() {
        return !forPort || failures >= IMMEDIATE_PORT_ATTEMPTS;
    }

    /** An attempt succeeded: the next pause is the first again. */
    public void reset() {
        failures = 0;
    }

    /** An attempt that began then has ended; it succeeded if it lasted. */
    public void ended(long startNanos) {
        if (System.nanoTime() - startNanos > STEADY_NANOS) {
            reset();
        }
    }

    /**
     * Waits a little before the next attempt, longer each time, and not in step with others.
     *
     * @throws BackendClosedException when the backend is closed
     */
    public void pause() {
        try {
            if (isWaiting() && closed.await(pauseNanos(), TimeUnit.NANOSECONDS)) {
                throw closedDuringCall();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingConnectionException("interrupted while waiting for a server to come back", e);
        }
        failures++;
    }

    private long pauseNanos() {
        long longest = PORT_PAUSE_MILLIS;
        if (!forPort) {
            longest = failures > CLOSE_ATTEMPTS
                    ? LONGEST_PAUSE_MILLIS
                    : Math.min(USUAL_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10));
        }
        return TimeUnit.MILLISECONDS.toNanos(
                longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
    }

    static BackendClosedException closedDuringCall() {
        return new BackendClosedException("the backend was closed during the call; open another one");
    }
}
