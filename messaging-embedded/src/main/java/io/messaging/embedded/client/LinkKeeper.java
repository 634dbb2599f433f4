package io.messaging.embedded.client;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the link of the moment, and finds another when it is lost. Thread-safe: the link is published through a
 * volatile field and replaced under a lock, so that one thread looks for a server and the others wait for what it finds.
 */
final class LinkKeeper {
    private static final long FIRST_PAUSE_MILLIS = 5;
    private static final long LONGEST_PAUSE_MILLIS = 500;

    private final Connector connector;
    private final int timeoutMillis;
    private final ReentrantLock opening = new ReentrantLock();

    /** Guards the waiting of {@link #pause} alone. */
    private final ReentrantLock pausing = new ReentrantLock();

    private final Condition closing = pausing.newCondition();
    private volatile ServerLink current;
    private volatile boolean closed;

    LinkKeeper(Connector connector, int timeoutMillis) {
        this.connector = connector;
        this.timeoutMillis = timeoutMillis;
    }

    int timeoutMillis() {
        return timeoutMillis;
    }

    Deadline deadline() {
        return Deadline.afterMillis(timeoutMillis);
    }

    /** Runs a command, on other links too while there is time: all commands may be repeated. */
    <T> T call(ServerLink.Command<T> command) {
        ServerLink link = current;
        if (link instanceof LocalLink && link.isUsable()) {
            try {
                return command.run(link, null); // never waits, so it needs no deadline
            } catch (LinkLostException closedMeanwhile) {
                return callUntil(command, deadline());
            }
        }
        return callUntil(command, deadline());
    }

    private <T> T callUntil(ServerLink.Command<T> command, Deadline deadline) {
        for (int attempt = 0; ; attempt++) {
            ServerLink link = linkUntil(deadline);
            try {
                return command.run(link, deadline);
            } catch (LinkLostException e) {
                requireOpen();
                if (deadline.isPassed()) {
                    throw new MessagingConnectionException(
                            "lost the server and found no other in " + timeoutMillis + " ms (request_timeout_millis): "
                                    + e.getMessage(),
                            e);
                }
                pause(attempt);
            }
        }
    }

    /** Gives a usable link, trying again until the deadline. */
    private ServerLink linkUntil(Deadline deadline) {
        for (int attempt = 0; ; attempt++) {
            try {
                return link(deadline);
            } catch (MessagingConnectionException e) {
                if (deadline.isPassed()) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    /**
     * Gives a usable link, opening one if need be.
     *
     * @throws MessagingConnectionException when there is no server now
     */
    ServerLink link(Deadline deadline) {
        ServerLink link = current;
        if (link != null && link.isUsable()) {
            return link;
        }
        opening.lock();
        try {
            requireOpen();
            link = current;
            if (link == null || !link.isUsable()) {
                link = replace(link, deadline);
            }
            return link;
        } finally {
            opening.unlock();
        }
    }

    private ServerLink replace(ServerLink lost, Deadline deadline) {
        if (lost != null) {
            lost.close();
        }
        ServerLink opened = connector.open(deadline);
        current = opened;
        if (closed) { // close() may have looked before the link was there
            opened.close();
            requireOpen();
        }
        return opened;
    }

    /** The link of the moment, usable or not; null before the first. */
    ServerLink current() {
        return current;
    }

    private void requireOpen() {
        if (closed) {
            throw new BackendClosedException("the backend was closed during the call; open another one");
        }
    }

    /** Waits a little before the next attempt, longer each time, and not in step with others. */
    void pause(int attempt) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
        long nanos = TimeUnit.MILLISECONDS.toNanos(
                longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1));
        pausing.lock();
        try {
            while (!closed && nanos > 0) {
                nanos = closing.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingConnectionException("interrupted while waiting for a server to come back", e);
        } finally {
            pausing.unlock();
        }
        requireOpen();
    }

    /** Ends waiting calls and closes the link. */
    void close() {
        closed = true;
        pausing.lock();
        try {
            closing.signalAll();
        } finally {
            pausing.unlock();
        }
        ServerLink link = current;
        if (link != null) {
            link.close();
        }
    }
}
