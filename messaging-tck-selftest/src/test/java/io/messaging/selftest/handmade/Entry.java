package io.messaging.selftest.handmade;

import io.messaging.message.Message;

/** A message in the log of a topic. Immutable. */
public record Entry(String namespace, Message message, long expiresAtNanos) {
    private static final long NANOS = 1_000_000_000L;
    private static final long LONGEST_TTL_SECONDS = 1_000_000_000L;

    static Entry of(String namespace, Message message) {
        long ttl = Math.min(message.ttlSeconds().orElse(0), LONGEST_TTL_SECONDS);
        return new Entry(namespace, message, ttl <= 0 ? 0 : System.nanoTime() + ttl * NANOS);
    }

    /** As if it had expired, so that positions behind it stay what they are. */
    Entry cleared() {
        return new Entry(namespace, message, System.nanoTime());
    }

    public boolean isExpired() {
        return expiresAtNanos != 0 && System.nanoTime() - expiresAtNanos >= 0;
    }
}
