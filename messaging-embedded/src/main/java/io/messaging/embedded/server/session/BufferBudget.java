package io.messaging.embedded.server.session;

import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * What all connections together make the server hold. Where it is too much, connections that hold much and have moved
 * nothing for longest are closed. Owned by the event loop.
 */
final class BufferBudget {
    private static final System.Logger LOGGER = SafeLog.of(BufferBudget.class);

    /** Closing a connection that holds less gains nothing. */
    private static final long MIN_BYTES = 16 * 1024;

    private static final long STILL_NANOS = 1_000_000_000;
    private static final long LOG_NANOS = 60_000_000_000L;

    private final EventLoop loop;
    private final Set<Session> sessions;
    private final long maxBytes;
    private long bytes;
    private long loggedNanos;

    /** Takes the loop's own set of sessions. */
    BufferBudget(EventLoop loop, Set<Session> sessions, long maxBytes) {
        this.loop = loop;
        this.sessions = sessions;
        this.maxBytes = maxBytes;
        this.loggedNanos = loop.nowNanos() - LOG_NANOS;
    }

    /** A session makes the server hold more, or less. */
    void changed(long change) {
        bytes += change;
    }

    /** Makes room until there is enough, or nobody holds much. */
    void shed() {
        boolean closed = true;
        while (closed && bytes > maxBytes) {
            closed = shedOne(0);
        }
    }

    /** Makes room for something large, at the cost only of those who have stalled; returns whether there is room. */
    boolean makeRoom(long wanted) {
        boolean closed = true;
        while (closed && bytes + wanted > maxBytes) {
            closed = shedOne(STILL_NANOS);
        }
        return bytes + wanted <= maxBytes;
    }

    private boolean shedOne(long stillNanos) {
        long now = loop.nowNanos();
        Optional<Session> victim = sessions.stream()
                .filter(session -> session.bufferBytes() >= MIN_BYTES)
                .min(Comparator.comparingLong(session -> session.movedNanos() - now));
        if (victim.isEmpty() || now - victim.get().movedNanos() < stillNanos) {
            return false;
        }
        log(victim.get(), now);
        victim.get().shed();
        return true;
    }

    /** One warning is enough for a whole attack. */
    private void log(Session victim, long now) {
        boolean logged = now - loggedNanos < LOG_NANOS;
        if (!logged) {
            loggedNanos = now;
        }
        LOGGER.log(
                logged ? Level.DEBUG : Level.WARNING,
                "connections make the server hold more than max_buffer_bytes; closing those that have moved nothing "
                        + "for longest, beginning with {0} and its {1} bytes",
                victim,
                victim.bufferBytes());
    }
}
