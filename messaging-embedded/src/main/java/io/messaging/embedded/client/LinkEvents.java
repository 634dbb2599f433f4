package io.messaging.embedded.client;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells of what becomes of the link: each change to the listeners, one after the other and in order, on a thread of
 * the backend's; and to the log, where a connection that breaks again and again is not told of each time.
 *
 * <p>Thread-safe: guarded by its monitor, under which no listener runs.
 */
final class LinkEvents {
    private static final System.Logger LOGGER = System.getLogger(LinkEvents.class.getName());
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String place;
    private final Executor executor;
    private final Set<Consumer<LinkChange>> listeners = new CopyOnWriteArraySet<>();
    private final Queue<LinkChange> untold = new ArrayDeque<>();
    private boolean telling;
    private boolean lost;
    private boolean logged;
    private long lostAtNanos;
    private long loggedAtNanos = System.nanoTime() - QUIET_NANOS;

    LinkEvents(String place, Executor executor) {
        this.place = place;
        this.executor = executor;
    }

    void add(Consumer<LinkChange> listener) {
        listeners.add(listener);
    }

    void remove(Consumer<LinkChange> listener) {
        listeners.remove(listener);
    }

    /** The link is no good any more; only the first call after {@link #found} counts. */
    synchronized void lost(ServerIdentity identity, String reason) {
        if (lost) {
            return;
        }
        lost = true;
        lostAtNanos = System.nanoTime();
        logged = lostAtNanos - loggedAtNanos >= QUIET_NANOS;
        if (logged) {
            loggedAtNanos = lostAtNanos;
        }
        LOGGER.log(
                logged ? Level.WARNING : Level.DEBUG,
                () -> "lost the messaging server at " + place + " (" + reason + "); looking for it or another");
        tell(new LinkChange(LinkChange.Kind.LOST, identity.id(), reason));
    }

    /** There is a link again. */
    synchronized void found(ServerIdentity before, ServerIdentity now) {
        if (!lost) {
            return;
        }
        lost = false;
        boolean same = before.id().equals(now.id());
        String after = "after " + (System.nanoTime() - lostAtNanos) / 1_000_000 + " ms";
        LOGGER.log(
                logged ? Level.INFO : Level.DEBUG,
                () -> same
                        ? "the messaging server at " + place + " answers again, " + after
                        : "another messaging server answers at " + place + ", " + after
                                + "; what the one before held is gone with it");
        tell(new LinkChange(same ? LinkChange.Kind.RESUMED : LinkChange.Kind.REPLACED, now.id(), after));
    }

    private void tell(LinkChange change) {
        if (listeners.isEmpty()) {
            return;
        }
        untold.add(change);
        if (!telling) {
            try {
                executor.execute(this::tellAll);
                telling = true;
            } catch (RejectedExecutionException closing) {
                untold.clear();
            }
        }
    }

    private synchronized LinkChange next() {
        LinkChange change = untold.poll();
        telling = change != null;
        return change;
    }

    private void tellAll() {
        for (LinkChange change = next(); change != null; change = next()) {
            for (Consumer<LinkChange> listener : listeners) {
                try {
                    listener.accept(change);
                } catch (RuntimeException e) {
                    LOGGER.log(Level.WARNING, "a listener failed on " + change + "; later changes are told as well", e);
                }
            }
        }
    }
}
