package io.messaging.embedded.client.link;

import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.InOrder;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notifies of lost and found links: each listener in order and on a thread of its own, so that a slow one delays no
 * other; and the log, though not each time where a connection breaks again and again.
 *
 * <p>Thread-safe: guarded by its monitor, under which no listener and no log runs.
 */
public final class LinkEvents {
    private static final System.Logger LOGGER = SafeLog.of(LinkEvents.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String place;
    private final Executor executor;
    private final Map<Consumer<LinkChange>, Executor> listeners = new ConcurrentHashMap<>();
    private boolean lost;
    private boolean logged;
    private long lostAtNanos;
    private long loggedAtNanos = System.nanoTime() - QUIET_NANOS;

    /** Takes the server's place for log messages, and the threads for listeners. */
    public LinkEvents(String place, Executor executor) {
        this.place = place;
        this.executor = executor;
    }

    /** Adds a listener, unless it is there. */
    public void add(Consumer<LinkChange> listener) {
        listeners.computeIfAbsent(listener, added -> new InOrder("a connection listener", executor));
    }

    /** Removes a listener; an unknown one is fine. */
    public void remove(Consumer<LinkChange> listener) {
        listeners.remove(listener);
    }

    /** The link is unusable; only the first call after {@link #found} counts. */
    void lost(ServerIdentity identity, String reason) {
        boolean loud;
        synchronized (this) {
            if (lost) {
                return;
            }
            lost = true;
            lostAtNanos = System.nanoTime();
            logged = lostAtNanos - loggedAtNanos >= QUIET_NANOS;
            if (logged) {
                loggedAtNanos = lostAtNanos;
            }
            loud = logged;
            notifyListeners(new LinkChange(LinkChange.Kind.LOST, identity.id(), reason));
        }
        LOGGER.log(
                loud ? Level.WARNING : Level.DEBUG,
                () -> "lost the messaging server at " + place + " (" + reason + "); looking for it or another");
    }

    /** There is a link again. */
    void found(ServerIdentity before, ServerIdentity now) {
        boolean same = before.id().equals(now.id());
        boolean loud;
        String after;
        synchronized (this) {
            if (!lost) {
                return;
            }
            lost = false;
            loud = logged;
            after = "after " + (System.nanoTime() - lostAtNanos) / 1_000_000 + " ms";
            notifyListeners(new LinkChange(same ? LinkChange.Kind.RESUMED : LinkChange.Kind.REPLACED, now.id(), after));
        }
        LOGGER.log(
                loud ? Level.INFO : Level.DEBUG,
                () -> same
                        ? "the messaging server at " + place + " answers again, " + after
                        : "another messaging server answers at " + place + ", " + after
                                + "; what the one before held is gone with it");
    }

    private void notifyListeners(LinkChange change) {
        listeners.forEach((listener, calls) -> calls.execute(() -> {
            if (listeners.get(listener) == calls) { // not removed meanwhile
                listener.accept(change);
            }
        }));
    }
}
