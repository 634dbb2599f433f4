package io.messaging.store;

import io.messaging.backend.StoreFullException;
import io.messaging.store.index.StoredMessage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Counts what a store holds against its limit in bytes: the JSON of messages, and about what the heap needs on top for
 * each message and name, or many tiny ones would slip below any limit. Counts nothing where there is no limit.
 * Thread-safe.
 */
final class Quota {
    /** The objects around a message's JSON, and its places in lanes, log and index. */
    static final int MESSAGE_BYTES = 128;

    private static final int TOPIC_BYTES = 512;
    private static final int NAMESPACE_BYTES = 8 * 1024;

    private final StoreLimits limits;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong usedByNames = new AtomicLong();

    Quota(StoreLimits limits) {
        this.limits = limits;
    }

    /** Returns what a message costs; asks for the length of its JSON only where that matters. */
    long costOf(IntSupplier jsonLength) {
        return limits.countsBytes() ? jsonLength.getAsInt() + MESSAGE_BYTES : 0;
    }

    /** The JSON alone of a message. */
    long jsonBytesOf(StoredMessage item) {
        return limits.countsBytes() ? item.jsonLength() : 0;
    }

    boolean tryReserve(long bytes, StoreLimits applied) {
        if (bytes == 0 || used.addAndGet(bytes) <= applied.maxStoredBytes()) {
            return true;
        }
        used.addAndGet(-bytes);
        return false;
    }

    /** Counts what is there already, whatever the limit. */
    void reserve(long bytes) {
        used.addAndGet(bytes);
    }

    void release(long bytes) {
        if (bytes != 0) {
            used.addAndGet(-bytes);
        }
    }

    /** Names are charged whether there is room or not: who comes with one may only want to read. */
    void chargeTopic(String name) {
        charge(TOPIC_BYTES + 2L * name.length());
    }

    void releaseTopic(String name) {
        charge(-TOPIC_BYTES - 2L * name.length());
    }

    void chargeNamespace(String name) {
        charge(NAMESPACE_BYTES + 2L * name.length());
    }

    /** Takes room for a durable client, if there is any. */
    boolean tryCharge(long bytes) {
        if (limits.countsBytes()) {
            if (!tryReserve(bytes, limits)) {
                return false;
            }
            usedByNames.addAndGet(bytes);
        }
        return true;
    }

    void charge(long bytes) {
        if (limits.countsBytes()) {
            used.addAndGet(bytes);
            usedByNames.addAndGet(bytes);
        }
    }

    /** The JSON alone of that many messages. */
    long jsonBytes(long messages) {
        return limits.countsBytes() ? Math.max(0, used.get() - usedByNames.get() - messages * MESSAGE_BYTES) : 0;
    }

    StoreFullException full(String what, long bytes) {
        return new StoreFullException("the store holds " + used.get() + " bytes and may hold " + limits.maxStoredBytes()
                + " (max_stored_bytes), so a " + what + " that takes " + bytes
                + " does not fit; wait for messages to expire, clear a topic, or raise the limit");
    }
}
