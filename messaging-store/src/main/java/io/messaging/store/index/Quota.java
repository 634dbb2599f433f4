package io.messaging.store.index;

import io.messaging.backend.StoreFullException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Counts what a store holds against its limit in bytes: the JSON of messages, and about what the heap needs on top for
 * each message and name, or many tiny ones would slip below any limit. Counts nothing where there is no limit.
 * Thread-safe.
 */
public final class Quota {
    /** The objects around a message's JSON, and its places in lanes, log and index. */
    private static final int MESSAGE_BYTES = 128;

    private static final int TOPIC_BYTES = 512;
    private static final int NAMESPACE_BYTES = 8 * 1024;

    /** {@link Long#MAX_VALUE} for no limit, and then none are counted. */
    private final long maxBytes;

    private final AtomicLong used = new AtomicLong();
    private final AtomicLong usedByNames = new AtomicLong();

    /** Creates it with nothing counted. */
    public Quota(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private boolean counts() {
        return maxBytes != Long.MAX_VALUE;
    }

    /** Returns what a message costs; asks for the length of its JSON only where that matters. */
    public long costOf(IntSupplier jsonLength) {
        return counts() ? jsonLength.getAsInt() + MESSAGE_BYTES : 0;
    }

    /** The JSON alone of a message. */
    public long jsonBytesOf(StoredMessage item) {
        return counts() ? item.jsonLength() : 0;
    }

    /** Takes room for a message, if the limit that is given allows it. */
    public boolean tryReserve(long bytes, long most) {
        if (bytes == 0 || used.addAndGet(bytes) <= most) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Counts what is there already, whatever the limit. */
    public void reserve(long bytes) {
        used.addAndGet(bytes);
    }

    /** Gives room back. */
    public void release(long bytes) {
        if (bytes != 0) {
            used.addAndGet(-bytes);
        }
    }

    /** Names are charged whether there is room or not: who comes with one may only want to read. */
    public void chargeTopic(String name) {
        charge(TOPIC_BYTES + 2L * name.length());
    }

    public void releaseTopic(String name) {
        charge(-TOPIC_BYTES - 2L * name.length());
    }

    public void chargeNamespace(String name) {
        charge(NAMESPACE_BYTES + 2L * name.length());
    }

    /** Takes room for a durable client, if there is any. */
    public boolean tryCharge(long bytes) {
        if (counts()) {
            if (!tryReserve(bytes, maxBytes)) {
                return false;
            }
            usedByNames.addAndGet(bytes);
        }
        return true;
    }

    public void charge(long bytes) {
        if (counts()) {
            used.addAndGet(bytes);
            usedByNames.addAndGet(bytes);
        }
    }

    /** The JSON alone of that many messages. */
    public long jsonBytes(long messages) {
        return counts() ? Math.max(0, used.get() - usedByNames.get() - messages * MESSAGE_BYTES) : 0;
    }

    public StoreFullException full(String what, long bytes) {
        return new StoreFullException("the store holds " + used.get() + " bytes and may hold " + maxBytes
                + " (max_stored_bytes), so a " + what + " that takes " + bytes
                + " does not fit; wait for messages to expire, clear a topic, or raise the limit");
    }
}
