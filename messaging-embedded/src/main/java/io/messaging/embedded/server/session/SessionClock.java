package io.messaging.embedded.server.session;

import io.messaging.embedded.server.core.ConnectionLimits;

/**
 * Since when a session's line has been coming in, and its replies have been going out. A peer that takes too long for
 * what has moved meanwhile, one byte a minute for instance, is overdue. Owned by the event loop.
 */
final class SessionClock {
    /** Not a time, since no clock stands at it for long. */
    private static final long NEVER = 0;

    private final ConnectionLimits limits;
    private final long openedNanos;
    private long lineSince = NEVER;
    private long repliesSince = NEVER;
    private long replyBytes;
    private long movedNanos;

    SessionClock(ConnectionLimits limits, long nowNanos) {
        this.limits = limits;
        this.openedNanos = nowNanos;
        this.movedNanos = nowNanos;
    }

    /** Bytes came in or went out. */
    void moved(long nowNanos) {
        movedNanos = nowNanos;
    }

    long movedNanos() {
        return movedNanos;
    }

    void sent(long bytes) {
        replyBytes += bytes;
    }

    /**
     * Notes how things stand at the end of a turn.
     *
     * @param inLine a line has begun, and it is the peer's turn to send the rest
     * @param newLine it is another line than before
     * @param repliesWait the peer has not read all replies
     */
    void turnEnded(boolean inLine, boolean newLine, boolean repliesWait, long nowNanos) {
        if (!inLine) {
            lineSince = NEVER;
        } else if (newLine || lineSince == NEVER) {
            lineSince = nowNanos | 1;
        }
        if (!repliesWait) {
            repliesSince = NEVER;
        } else if (repliesSince == NEVER) {
            repliesSince = nowNanos | 1;
            replyBytes = 0;
        }
    }

    boolean isRunning() {
        return lineSince != NEVER || repliesSince != NEVER;
    }

    boolean isLineOverdue(int lineBytes, long nowNanos) {
        return lineSince != NEVER && nowNanos - lineSince > limits.allowedNanos(lineBytes);
    }

    boolean areRepliesOverdue(long nowNanos) {
        return repliesSince != NEVER && nowNanos - repliesSince > limits.allowedNanos(replyBytes);
    }

    boolean isAuthenticationOverdue(long nowNanos) {
        return nowNanos - openedNanos > limits.allowedNanos(0);
    }
}
