package io.messaging.embedded.server;

/**
 * What connections may cost the server, each and all together. Immutable.
 *
 * @param maxConnections open at a time
 * @param maxLineBytes the longest line that is read; 0 for what the largest message needs
 * @param maxSubscriptions of one connection
 * @param stallMillis how long a line or an unread reply may stand still, before its size counts
 * @param maxBufferBytes what all connections together may have the server hold: lines that are not whole, replies that
 *     are not read
 */
public record ConnectionLimits(
        int maxConnections, int maxLineBytes, int maxSubscriptions, int stallMillis, long maxBufferBytes) {
    /** Who is slower than this for long does not want to get on. */
    private static final long LEAST_BYTES_PER_MILLI = 64;

    /** How long moving so many bytes may take. */
    long allowedNanos(long bytes) {
        return (stallMillis + bytes / LEAST_BYTES_PER_MILLI) * 1_000_000;
    }
}
