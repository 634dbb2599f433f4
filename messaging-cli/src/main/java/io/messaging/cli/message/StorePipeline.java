package io.messaging.cli.message;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stores many messages with a bounded number in flight. One thread adds; the backend's threads report the outcomes into
 * thread-safe fields.
 */
final class StorePipeline {
    private static final int MAX_IN_FLIGHT = 1_000;
    private static final int MAX_KIB_IN_FLIGHT = 16 * 1024;

    private final MessagingBackend backend;
    private final String namespace;
    private final String topic;
    private final Semaphore messages = new Semaphore(MAX_IN_FLIGHT);
    private final Semaphore kibs = new Semaphore(MAX_KIB_IN_FLIGHT);
    private final AtomicLong stored = new AtomicLong();
    private final Map<Long, Throwable> refused = new ConcurrentSkipListMap<>();
    private final AtomicReference<LostConnection> lostConnection = new AtomicReference<>();
    private volatile boolean stopped;
    private volatile long lastLine;

    StorePipeline(MessagingBackend backend, String namespace, String topic) {
        this.backend = backend;
        this.namespace = namespace;
        this.topic = topic;
    }

    /** Starts to store a message; waits while too many are in flight. Stores nothing once the connection is lost. */
    void add(long lineNumber, Message message) throws InterruptedException {
        int kib = Math.min(MAX_KIB_IN_FLIGHT, message.jsonLength() / 1024 + 1);
        messages.acquire();
        kibs.acquire(kib);
        if (stopped || lostConnection.get() != null) {
            // While this waited.
            kibs.release(kib);
            messages.release();
            return;
        }
        lastLine = lineNumber;
        try {
            backend.storeMessageAsync(namespace, topic, message).whenComplete((nothing, failure) -> {
                finished(lineNumber, failure);
                kibs.release(kib);
                messages.release();
            });
        } catch (RuntimeException refused) {
            finished(lineNumber, refused);
            kibs.release(kib);
            messages.release();
        }
    }

    private void finished(long lineNumber, Throwable failure) {
        if (failure == null) {
            stored.incrementAndGet();
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof MessagingConnectionException || cause instanceof MessagingTimeoutException) {
            lostConnection.accumulateAndGet(new LostConnection(lineNumber, cause.getMessage()), LostConnection::and);
        } else {
            refused.put(lineNumber, cause);
        }
    }

    /** Waits until nothing is in flight. */
    void drain() throws InterruptedException {
        messages.acquire(MAX_IN_FLIGHT);
        messages.release(MAX_IN_FLIGHT);
    }

    /**
     * Has {@link #add} store nothing more, and waits for what is in flight. Called by another thread than the one that adds.
     *
     * @return whether nothing is in flight any more; then {@code add} waits for ever, as the process is about to end
     */
    boolean stop(Duration limit) throws InterruptedException {
        stopped = true;
        return messages.tryAcquire(MAX_IN_FLIGHT, limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Returns the number of the last line of which a store was started. */
    long lastLine() {
        return lastLine;
    }

    long stored() {
        return stored.get();
    }

    /** Returns the refused messages by line; the caller removes what it has handled. */
    Map<Long, Throwable> refused() {
        return refused;
    }

    /** Returns the loss of the connection, after which nothing more is tried. */
    Optional<LostConnection> lostConnection() {
        return Optional.ofNullable(lostConnection.get());
    }

    /** The first line that was not stored, and why. */
    record LostConnection(long firstLine, String reason) {
        private static LostConnection and(LostConnection known, LostConnection next) {
            return known == null ? next : new LostConnection(Math.min(known.firstLine, next.firstLine), known.reason);
        }
    }
}
