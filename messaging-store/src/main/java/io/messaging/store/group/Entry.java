package io.messaging.store.group;

import io.messaging.message.Message;
import io.messaging.store.Cursor;

/** A message that a group has read and not settled. Guarded by its group's lock. */
final class Entry {
    /** Its place in storing order; negative for requeued messages, which come before all others. */
    final long position;

    /**
     * Set while it is out. Otherwise only where the store may not have it any more: for a requeued message, and for one
     * with a ttl that was handed out, which does not expire from then on.
     */
    Message message;

    /** Attempts begun. */
    int attempts;

    /** Whether an attempt was begun before its dead letter was requeued. */
    boolean requeued;

    /** The others of its key; null where it has none. */
    KeyQueue queue;

    /** Whether it may not be handed out before {@link #dueNanos}. */
    boolean pausing;

    long dueNanos;

    /** Of its latest attempt. */
    long token;

    /** As in {@link GroupDelivery#lifeMillis}. */
    long lifeMillis;

    /** Who has it; null while it waits. */
    Member holder;

    /** Whether its dead letter is being stored: then it is no longer the holder's to settle or give back. */
    boolean deadLettering;

    /** Whether its message is written down, or about to be. */
    boolean kept;

    /** Who had it when it was written down, and may come back; null for nobody. */
    Holder heldBy;

    /** A member. Immutable. */
    record Holder(long number, int concurrency) {}

    Entry(long position) {
        this.position = position;
    }

    /** Creates an entry for a position, or for a requeued message with a number from 0. */
    static Entry of(long number, boolean requeued) {
        Entry entry = new Entry(requeued ? Long.MIN_VALUE + number : number);
        entry.requeued = requeued;
        if (requeued) {
            entry.lifeMillis = Cursor.FOR_EVER;
        }
        return entry;
    }

    /** Returns its position, or its number where it was requeued. */
    long number() {
        return requeued ? position - Long.MIN_VALUE : position;
    }
}
