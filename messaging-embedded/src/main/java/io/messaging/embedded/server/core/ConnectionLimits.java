package io.messaging.embedded.server.core;

/**
 * What connections may cost the server, each and all together. Immutable.
 *
 * @param maxConnections open at a time
 * @param maxLineBytes the longest line that is read; 0 for what the largest message needs
 * @param maxSubscriptions of one connection
 * @param stallMillis how long a line or an unread reply may stand still, before its size counts
 * @param maxBufferBytes what the server may hold for all connections together: partial lines, unread replies
 */
public record ConnectionLimits(
        int maxConnections, int maxLineBytes, int maxSubscriptions, int stallMillis, long maxBufferBytes) {
    /** A peer that is slower than this for long has stalled. */
    private static final long LEAST_BYTES_PER_MILLI = 64;

    /** Returns how long moving so many bytes may take. */
    public long allowedNanos(long bytes) {
        return (stallMillis + bytes / LEAST_BYTES_PER_MILLI) * 1_000_000;
    }
}
