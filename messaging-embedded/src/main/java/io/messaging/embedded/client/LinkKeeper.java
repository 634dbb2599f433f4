package io.messaging.embedded.client;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.concurrent.Uninterruptibly;
import java.util.concurrent.Semaphore;
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

    /** A port is free some time after its owner was killed, and to be taken over well within a second. */
    private static final long USUAL_PAUSE_MILLIS = 80;

    /** So many attempts, some three seconds, may come that close; a server that is still away may be so for long. */
    private static final int CLOSE_ATTEMPTS = 50;

    private static final long LONGEST_PAUSE_MILLIS = 500;

    /** So many calls use connections at once; more threads take their turn, so that a program leaves others some. */
    private static final int MAX_CALLS = 32;

    private final Connector connector;
    private final int timeoutMillis;
    private final LinkEvents events;
    private final VirtualCallers callers;
    private final Semaphore turns = new Semaphore(MAX_CALLS, true);
    private final ReentrantLock opening = new ReentrantLock();

    /** Guards the waiting of {@link #pause} alone. */
    private final ReentrantLock pausing = new ReentrantLock();

    private final Condition closing = pausing.newCondition();
    private volatile ServerLink current;
    private volatile boolean closed;

    LinkKeeper(Connector connector, int timeoutMillis, LinkEvents events, VirtualCallers callers) {
        this.connector = connector;
        this.timeoutMillis = timeoutMillis;
        this.events = events;
        this.callers = callers;
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
                lost(link, closedMeanwhile.getMessage());
            }
        }
        return callInTurn(command, deadline());
    }

    private <T> T callInTurn(ServerLink.Command<T> command, Deadline deadline) {
        long nanos = deadline.nanos() - System.nanoTime();
        if (!Uninterruptibly.await(nanos, left -> turns.tryAcquire(left, TimeUnit.NANOSECONDS))) {
            requireOpen();
            throw new MessagingTimeoutException("no turn within " + timeoutMillis
                    + " ms (request_timeout_millis): " + MAX_CALLS + " calls of this backend run at a time, and "
                    + turns.getQueueLength() + " threads wait; use fewer threads, or asynchronous stores");
        }
        try {
            return callers.run(() -> callUntil(command, deadline));
        } finally {
            turns.release();
        }
    }

    private <T> T callUntil(ServerLink.Command<T> command, Deadline deadline) {
        for (int attempt = 0; ; attempt++) {
            ServerLink link = linkUntil(deadline);
            try {
                return command.run(link, attempt == 0 ? deadline : deadline.forAnotherTry());
            } catch (LinkLostException e) {
                requireOpen();
                lost(link, e.getMessage());
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
        awaitTurn(deadline);
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

    private void awaitTurn(Deadline deadline) {
        try {
            if (!opening.tryLock() && !opening.tryLock(deadline.millisLeft(), TimeUnit.MILLISECONDS)) {
                throw new MessagingConnectionException("found no messaging server in " + timeoutMillis
                        + " ms (request_timeout_millis): another thread is still looking for one");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingConnectionException("interrupted while waiting for a server to come back", e);
        }
    }

    /** The lost link is closed last: it may hold the one share in a server of this JVM, which would end with it. */
    private ServerLink replace(ServerLink lost, Deadline deadline) {
        if (lost != null) {
            lost(lost, "the connection broke");
        }
        ServerLink opened = connector.open(deadline);
        current = opened;
        if (lost != null) {
            lost.close();
            events.found(lost.identity(), opened.identity());
        }
        if (closed) { // close() may have looked before the link was there
            opened.close();
            requireOpen();
        }
        return opened;
    }

    /** A link turned out to be no good. Only the link of the moment counts: others were told of. */
    void lost(ServerLink link, String reason) {
        if (link == current && !link.isUsable() && !closed) {
            events.lost(link.identity(), reason);
        }
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
        long longest = attempt > CLOSE_ATTEMPTS
                ? LONGEST_PAUSE_MILLIS
                : Math.min(USUAL_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
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

    /** Ends waiting calls, those that wait for an answer too, and closes the link. */
    void close() {
        closed = true;
        pausing.lock();
        try {
            closing.signalAll();
        } finally {
            pausing.unlock();
        }
        connector.close();
        ServerLink link = current;
        if (link != null) {
            link.close();
        }
    }
}
