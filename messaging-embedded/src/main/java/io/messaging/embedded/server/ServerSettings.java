package io.messaging.embedded.server;

import io.messaging.inmemory.store.StoreLimits;
import java.time.InstantSource;

/**
 * What a server is started with. Immutable.
 *
 * @param host the address to bind
 * @param port the port to bind, 0 for any that is free
 * @param maxMessageBytes the largest message's JSON
 * @param storeLimits how much the store may hold
 * @param clock the time of ttls
 */
public record ServerSettings(String host, int port, int maxMessageBytes, StoreLimits storeLimits, InstantSource clock) {
    /** Room in a line for the command, the namespace and the topic. */
    private static final int LINE_OVERHEAD_BYTES = 64 * 1024;

    /** The longest line that a session reads: the largest message in base64, and its names. */
    int maxLineBytes() {
        return (int) Math.min(Integer.MAX_VALUE / 2, maxMessageBytes * 4L / 3 + LINE_OVERHEAD_BYTES);
    }
}
