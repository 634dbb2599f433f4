package io.messaging.embedded.client.wire;

import io.messaging.spi.delivery.BackendThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Breaks connections whose answer is overdue. A socket's own timeout would cost two more system calls in every
 * exchange; this costs the caller a write to memory. Its thread starts with the first limit, checks several times a
 * second while there are limits, and otherwise sleeps until there is one or a connection has been quiet for long.
 *
 * <p>A backend has one for all its connections, so closing it closes them. Thread-safe.
 */
public final class AnswerWatch implements AutoCloseable {
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    private final Set<WireConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wakeUp = lock.newCondition();
    private volatile boolean closed;
    private volatile boolean asleep;
    private volatile boolean started;

    /** Watches a connection; breaks it when the watch is closed already. */
    void add(WireConnection connection) {
        connections.add(connection);
        if (closed) {
            connection.close();
        }
    }

    void remove(WireConnection connection) {
        connections.remove(connection);
    }

    /** A connection has just been given a limit. The thread checks once more after it has said that it sleeps. */
    void wake() {
        if (!started) {
            start();
        }
        if (asleep) {
            asleep = false;
            signal();
        }
    }

    private synchronized void start() {
        if (!started && !closed) {
            started = true;
            BackendThreads.create("messaging-answer-watch", this::run).start();
        }
    }

    private void run() {
        while (!closed) {
            if (check() == 0) {
                await(TICK_NANOS, false);
                continue;
            }
            asleep = true;
            for (long nanos = check(); asleep && !closed && nanos > 0; nanos = check()) {
                await(nanos, true);
            }
            asleep = false;
        }
    }

    /** Waits until woken, but not when it was woken before the lock was taken. */
    private void await(long nanos, boolean whileAsleep) {
        lock.lock();
        try {
            if (!closed && asleep == whileAsleep) {
                wakeUp.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            // this thread is not interrupted on purpose; it checks early
        } finally {
            lock.unlock();
        }
    }

    private void signal() {
        lock.lock();
        try {
            wakeUp.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Breaks what is overdue; returns in how many nanoseconds to check again, 0 for soon since there are limits. */
    private long check() {
        long next = WireConnection.NEVER;
        for (WireConnection connection : connections) {
            next = Math.min(next, connection.check());
        }
        return next;
    }

    /** Ends the watch and breaks every connection, those being opened or waiting for an answer included. */
    @Override
    public void close() {
        closed = true;
        connections.forEach(WireConnection::close);
        signal();
    }
}
