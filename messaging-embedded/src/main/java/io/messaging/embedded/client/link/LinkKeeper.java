package io.messaging.embedded.client.link;

import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingTimeoutException;
import io.messaging.concurrent.Uninterruptibly;
import io.messaging.embedded.client.wire.Deadline;
import io.messaging.embedded.client.wire.ServerLostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the current link, and finds another when it is lost. Thread-safe: the link is published through a volatile
 * field and replaced under a lock, so that one thread looks for a server and the others wait for what it finds.
 */
public final class LinkKeeper {
    /** So many calls use connections at once; more threads take their turn, so that a program leaves others some. */
    private static final int MAX_CALLS = 32;

    private final int timeoutMillis;
    private final LinkEvents events;
    private final VirtualCallers callers;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Connector connector;
    private final Semaphore turns = new Semaphore(MAX_CALLS, true);
    private final ReentrantLock opening = new ReentrantLock();
    private volatile ServerLink current;

    /** Makes a keeper that has no link yet; {@link #link} opens the first. */
    public LinkKeeper(ClientSettings settings, LinkEvents events, VirtualCallers callers) {
        this.timeoutMillis = settings.requestTimeoutMillis();
        this.events = events;
        this.callers = callers;
        connector = new Connector(settings, closed);
    }

    public int timeoutMillis() {
        return timeoutMillis;
    }

    /** Returns the deadline of a call that begins now. */
    public Deadline deadline() {
        return Deadline.afterMillis(timeoutMillis);
    }

    /** Makes a call, on other links too while there is time: all may be repeated. */
    public <T> T call(ServerLink.Call<T> call) {
        ServerLink link = current;
        if (link.neverWaits() && link.isUsable()) {
            try {
                return call.run(link, null); // needs no deadline
            } catch (ServerLostException closedMeanwhile) {
                lost(link, closedMeanwhile.getMessage());
            }
        }
        return callInTurn(call, deadline());
    }

    private <T> T callInTurn(ServerLink.Call<T> call, Deadline deadline) {
        long nanos = deadline.nanosLeft();
        if (!Uninterruptibly.await(nanos, left -> turns.tryAcquire(left, TimeUnit.NANOSECONDS))) {
            requireOpen();
            throw new MessagingTimeoutException("no turn within " + timeoutMillis
                    + " ms (request_timeout_millis): " + MAX_CALLS + " calls of this backend run at a time, and "
                    + turns.getQueueLength() + " threads wait; use fewer threads, or asynchronous stores");
        }
        try {
            return callers.run(() -> callUntil(call, deadline));
        } finally {
            turns.release();
        }
    }

    private <T> T callUntil(ServerLink.Call<T> call, Deadline deadline) {
        Backoff backoff = null;
        while (true) {
            ServerLink link = linkUntil(deadline);
            try {
                return call.run(link, backoff == null ? deadline : deadline.forAnotherTry());
            } catch (ServerLostException e) {
                requireOpen();
                lost(link, e.getMessage());
                if (deadline.isPassed()) {
                    throw new MessagingConnectionException(
                            "lost the server and found no other in " + timeoutMillis + " ms (request_timeout_millis): "
                                    + e.getMessage(),
                            e);
                }
            }
            backoff = backoff == null ? backoff() : backoff;
            backoff.pause();
        }
    }

    /**
     * Returns a usable link, trying again until the deadline.
     *
     * @throws MessagingConnectionException when there is no server then
     */
    public ServerLink linkUntil(Deadline deadline) {
        Backoff backoff = null;
        while (true) {
            try {
                return link(deadline);
            } catch (MessagingConnectionException e) {
                if (deadline.isPassed()) {
                    throw e;
                }
            }
            backoff = backoff == null ? backoff() : backoff;
            backoff.pause();
        }
    }

    /** Returns what paces a loop of attempts. */
    public Backoff backoff() {
        return Backoff.forServer(closed);
    }

    /**
     * Returns a usable link, opening one if need be.
     *
     * @throws MessagingConnectionException when there is no server now
     */
    public ServerLink link(Deadline deadline) {
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

    /** Closes the lost link last: it may hold the last share in a server of this JVM, which would end with it. */
    private ServerLink replace(ServerLink lost, Deadline deadline) {
        if (lost != null) {
            lost(lost, "the connection broke");
        }
        ServerLink opened = connector.open(deadline, lost == null ? null : lost.identity());
        current = opened;
        if (lost != null) {
            lost.close();
            events.found(lost.identity(), opened.identity());
        }
        if (isClosed()) { // close() may have looked before the link was there
            opened.close();
            requireOpen();
        }
        return opened;
    }

    /** A link turned out to be unusable. Only the current one counts: listeners know of those before. */
    public void lost(ServerLink link, String reason) {
        if (link == current && !link.isUsable() && !isClosed()) {
            events.lost(link.identity(), reason);
        }
    }

    /** Returns the current link, usable or not; null before the first. */
    public ServerLink current() {
        return current;
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void requireOpen() {
        if (isClosed()) {
            throw Backoff.closedDuringCall();
        }
    }

    /** Ends waiting calls, those that wait for an answer included, and closes the link. */
    public void close() {
        closed.countDown();
        connector.close();
        ServerLink link = current;
        if (link != null) {
            link.close();
        }
    }
}
