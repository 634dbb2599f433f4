package io.messaging.store.group;

import io.messaging.message.Message;

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

    Entry(long position) {
        this.position = position;
    }
}
