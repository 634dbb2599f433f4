package io.messaging.embedded.client;

import io.messaging.spi.delivery.BackendThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks connections whose answer is overdue. A socket's own time limit would cost two more system calls in every
 * exchange; this costs the caller a write to memory. Its thread starts with the first limit, looks some times a second
 * while there are limits, and sleeps while there are none, or until a connection has been quiet for long.
 *
 * <p>A backend has one for all its connections, so it also is what ends them. Thread-safe.
 */
final class AnswerWatch implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean asleep;
    private volatile Thread thread;

    /** Watches a connection, or breaks it where it comes too late. */
    void add(WireConnection connection) {
        connections.add(connection);
        if (closed) {
            connection.close();
        }
    }

    void remove(WireConnection connection) {
        connections.remove(connection);
    }

    /** A connection has just been given a limit. The thread looks once more after it says that it sleeps. */
    void wake() {
        if (thread == null) {
            start();
        } else if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private synchronized void start() {
        if (thread == null && !closed) {
            Thread watching = BackendThreads.create("messaging-answer-watch", this::run);
            watching.start();
            thread = watching;
        }
    }

    private void run() {
        while (!closed) {
            if (look() == 0) {
                LockSupport.parkNanos(this, TICK_NANOS);
                continue;
            }
            asleep = true;
            for (long nanos = look(); asleep && !closed && nanos > 0; nanos = look()) {
                LockSupport.parkNanos(this, nanos);
            }
            asleep = false;
        }
    }

    /** Breaks what is overdue, and tells in how many nanoseconds to look again: 0 for soon, as there are limits. */
    private long look() {
        long next = WireConnection.NEVER;
        for (WireConnection connection : connections) {
            next = Math.min(next, connection.look());
        }
        return next;
    }

    /** Ends the watch and breaks every connection, those that are being made or answered too: nobody waits for them. */
    @Override
    public void close() {
        closed = true;
        connections.forEach(WireConnection::close);
        Thread watching;
        synchronized (this) {
            watching = thread;
        }
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }
}
