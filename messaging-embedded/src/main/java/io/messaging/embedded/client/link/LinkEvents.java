package io.messaging.embedded.client.link;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionChange.Kind;
import io.messaging.embedded.client.wire.ServerIdentity;
import io.messaging.log.SafeLog;
import io.messaging.spi.connection.ConnectionListeners;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Notifies listeners and the log of lost and found links; the log not each time where a connection breaks again and
 * again.
 *
 * <p>Thread-safe: guarded by its monitor, under which no listener and no log runs.
 */
public final class LinkEvents {
    private static final System.Logger LOGGER = SafeLog.of(LinkEvents.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String place;
    private final ConnectionListeners listeners;
    private boolean lost;
    private boolean logged;
    private long lostAtNanos;
    private long loggedAtNanos = System.nanoTime() - QUIET_NANOS;

    /** Takes the server's place for log messages, and who is to be notified. */
    public LinkEvents(String place, ConnectionListeners listeners) {
        this.place = place;
        this.listeners = listeners;
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
            listeners.notifyAll(new ConnectionChange(Kind.LOST, identity.id(), reason));
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
            listeners.notifyAll(new ConnectionChange(same ? Kind.RESUMED : Kind.REPLACED, now.id(), after));
        }
        LOGGER.log(
                loud ? Level.INFO : Level.DEBUG,
                () -> same
                        ? "the messaging server at " + place + " answers again, " + after
                        : "another messaging server answers at " + place + ", " + after
                                + "; what the one before held is gone with it");
    }
}
