package io.messaging.store.index;

import io.messaging.backend.StoreFullException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * Counts what a store holds against its limit in bytes: the JSON of messages, and about what the heap needs on top for
 * each message and name, or many tiny ones would slip below any limit. Where messages are in a directory, what the heap needs
 * has a limit of its own. Counts nothing where there is no limit. Thread-safe.
 */
public final class Quota {
    /** The objects around a message's JSON, and its places in lanes, log and index. */
    private static final int MESSAGE_BYTES = 128;

    /** What the heap needs for a message in a directory. */
    private static final int ENTRY_BYTES = 64;

    private static final int EXPIRING_ENTRY_BYTES = 112;

    private static final int TOPIC_BYTES = 512;
    private static final int NAMESPACE_BYTES = 8 * 1024;

    private final long maxBytes;
    private final long maxIndexBytes;
    private final boolean counts;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong usedByNames = new AtomicLong();
    private final AtomicLong usedByIndex = new AtomicLong();

    /**
     * Creates it with nothing counted.
     *
     * @param maxBytes {@link Long#MAX_VALUE} for no limit; without either limit, nothing is counted
     * @param maxIndexBytes of index entries and names alone; {@link Long#MAX_VALUE} for no limit
     */
    public Quota(long maxBytes, long maxIndexBytes) {
        this.maxBytes = maxBytes;
        this.maxIndexBytes = maxIndexBytes;
        this.counts = maxBytes != Long.MAX_VALUE || maxIndexBytes != Long.MAX_VALUE;
    }

    /** Returns what the heap needs for a message in a directory. */
    public static long entryBytes(boolean expires) {
        return expires ? EXPIRING_ENTRY_BYTES : ENTRY_BYTES;
    }

    /** Returns what a message costs; asks for the length of its JSON only where that matters. */
    public long costOf(IntSupplier jsonLength) {
        return counts ? jsonLength.getAsInt() + MESSAGE_BYTES : 0;
    }

    /** The JSON alone of a message. */
    public long jsonBytesOf(StoredMessage item) {
        return counts ? item.jsonLength() : 0;
    }

    /**
     * Takes room for a message.
     *
     * @param bytes what {@link #costOf} says
     * @param expires whether it has a ttl
     * @param limited whether the limits hold
     * @return false when they do not allow it
     */
    public boolean tryReserve(long bytes, boolean expires, boolean limited) {
        return tryAdd(bytes, entryBytes(expires), limited);
    }

    private boolean tryAdd(long bytes, long indexBytes, boolean limited) {
        if (!counts) {
            return true;
        }
        boolean fits = used.addAndGet(bytes) <= maxBytes;
        if (maxIndexBytes != Long.MAX_VALUE) {
            fits &= usedByIndex.addAndGet(indexBytes) <= maxIndexBytes;
        }
        if (!fits && limited) {
            add(-bytes, -indexBytes);
            return false;
        }
        return true;
    }

    private void add(long bytes, long indexBytes) {
        if (counts) {
            used.addAndGet(bytes);
            if (maxIndexBytes != Long.MAX_VALUE) {
                usedByIndex.addAndGet(indexBytes);
            }
        }
    }

    /** Counts what is there already, whatever the limit. */
    public void reserve(long bytes, boolean expires) {
        add(bytes, entryBytes(expires));
    }

    /** Gives room back. */
    public void release(long bytes, boolean expires) {
        add(-bytes, -entryBytes(expires));
    }

    /** Names are charged whether there is room or not: who comes with one may only want to read. */
    public void chargeTopic(String name) {
        charge(topicBytes(name.length()));
    }

    /** Returns what the heap needs for a topic. */
    public static long topicBytes(int nameLength) {
        return TOPIC_BYTES + 2L * nameLength;
    }

    public void releaseTopic(String name) {
        charge(-topicBytes(name.length()));
    }

    public void chargeNamespace(String name) {
        charge(NAMESPACE_BYTES + 2L * name.length());
    }

    /** Takes room for a durable client, if there is any. */
    public boolean tryCharge(long bytes) {
        if (!tryAdd(bytes, bytes, true)) {
            return false;
        }
        usedByNames.addAndGet(bytes);
        return true;
    }

    public void charge(long bytes) {
        add(bytes, bytes);
        usedByNames.addAndGet(bytes);
    }

    /** The JSON alone of that many messages. */
    public long jsonBytes(long messages) {
        return counts ? Math.max(0, used.get() - usedByNames.get() - messages * MESSAGE_BYTES) : 0;
    }

    /** Says why there is no room: of the limits, the one that is reached. */
    public StoreFullException full(String what, long bytes) {
        long held = used.get();
        if (maxIndexBytes != Long.MAX_VALUE && held + bytes <= maxBytes) {
            return new StoreFullException(
                    "the index of what is stored takes " + usedByIndex.get()
                            + " bytes of memory and may take " + maxIndexBytes
                            + ", two thirds of the heap, so one more " + what
                            + " does not fit; wait for messages to expire, clear a topic, or give the server a larger heap (-Xmx)");
        }
        return new StoreFullException("the store holds " + held + " bytes and may hold " + maxBytes
                + " (max_stored_bytes), so a " + what + " that takes " + bytes
                + " does not fit; wait for messages to expire, clear a topic, or raise the limit");
    }
}
