package io.messaging.redis.store;

import io.messaging.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A message that is being stored. Thread-safe. */
final class PendingStore {
    /** Approximate bytes of keys and arguments around the JSON. */
    private static final int OVERHEAD_BYTES = 256;

    private static final long LONGEST_TTL_SECONDS = 100_000_000_000L;

    final String namespace;
    final String topic;
    final Message message;
    final byte[] json;
    final long deadlineNanos;

    final CompletableFuture<Void> done;

    /** The caller has timed out: not to be sent any more. */
    volatile boolean abandoned;

    private final AtomicBoolean released = new AtomicBoolean();

    PendingStore(String namespace, String topic, Message message, CompletableFuture<Void> done, long deadlineNanos) {
        this.namespace = namespace;
        this.topic = topic;
        this.message = message;
        this.json = message.toJsonBytes();
        this.done = done;
        this.deadlineNanos = deadlineNanos;
    }

    int bytes() {
        return json.length + OVERHEAD_BYTES;
    }

    /** Returns, once, whether the message's bytes are no longer to be counted. */
    boolean release() {
        return released.compareAndSet(false, true);
    }

    byte[] key() {
        return ascii(Keys.hex(message.id().chronologicalKey()));
    }

    byte[] priority() {
        return ascii(Integer.toString(message.priority().number()));
    }

    byte[] ttlMillis() {
        return ascii(Long.toString(
                1_000 * Math.min(LONGEST_TTL_SECONDS, message.ttlSeconds().orElse(0))));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
