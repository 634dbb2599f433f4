package io.messaging.embedded.server.session;

/**
 * Since when a session's line has been coming in, and its replies have been going out. A peer that takes too long for
 * what has moved meanwhile, one byte a minute for instance, is overdue. Owned by the event loop.
 */
final class SessionClock {
    /** A peer that is slower than this for long has stalled. */
    private static final long LEAST_BYTES_PER_MILLI = 64;

    /** Not a time, since no clock stands at it for long. */
    private static final long NEVER = 0;

    private final int stallMillis;
    private final long openedNanos;
    private long lineSince = NEVER;
    private long repliesSince = NEVER;
    private long replyBytes;
    private long movedNanos;

    /** A line or an unread reply may stand still for so long, before its size counts. */
    SessionClock(int stallMillis, long nowNanos) {
        this.stallMillis = stallMillis;
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

    /** Returns how long moving so many bytes may take. */
    private long allowedNanos(long bytes) {
        return (stallMillis + bytes / LEAST_BYTES_PER_MILLI) * 1_000_000;
    }

    boolean isRunning() {
        return lineSince != NEVER || repliesSince != NEVER;
    }

    boolean isLineOverdue(int lineBytes, long nowNanos) {
        return lineSince != NEVER && nowNanos - lineSince > allowedNanos(lineBytes);
    }

    boolean areRepliesOverdue(long nowNanos) {
        return repliesSince != NEVER && nowNanos - repliesSince > allowedNanos(replyBytes);
    }

    boolean isAuthenticationOverdue(long nowNanos) {
        return nowNanos - openedNanos > allowedNanos(0);
    }
}
