package io.messaging.embedded.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Breaks connections whose answer is overdue. A socket's own time limit would cost two more system calls in every
 * exchange; this costs the caller a write to memory. Its thread starts with the first limit, looks some times a second
 * while there are limits, and sleeps while there are none.
 *
 * <p>Thread-safe.
 */
final class AnswerWatch implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private volatile boolean asleep;
    private volatile Thread thread;

    void add(WireConnection connection) {
        connections.add(connection);
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
            Thread watching = new Thread(this::run, "messaging-answer-watch");
            watching.setDaemon(true);
            watching.start();
            thread = watching;
        }
    }

    private void run() {
        while (!closed) {
            if (look()) {
                LockSupport.parkNanos(TICK_NANOS);
                continue;
            }
            asleep = true;
            while (asleep && !closed && !look()) {
                LockSupport.park(this);
            }
            asleep = false;
        }
    }

    /** Breaks what is overdue, and tells whether anything has a limit. */
    private boolean look() {
        boolean any = false;
        for (WireConnection connection : connections) {
            any |= connection.breakIfOverdue();
        }
        return any;
    }

    @Override
    public void close() {
        closed = true;
        Thread watching;
        synchronized (this) {
            watching = thread;
        }
        if (watching != null) {
            LockSupport.unpark(watching);
        }
    }
}
