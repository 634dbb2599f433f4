package io.messaging.store;

import io.messaging.store.log.segment.LogRecord;

/**
 * Who has records of its own in the log of a {@link MessageStore}: the durable clients, the groups. It is made known with
 * {@link MessageStore#addRecordOwner} before the store is opened. It appends with {@link MessageStore#log}, where
 * {@link MessageStore#isPersistent}; without a directory nothing would ever be recovered.
 */
public interface RecordOwner {
    /**
     * A record of one of its kinds was found when the store was opened. Records come in the order in which they were appended, on one
     * thread. It counts as live until the owner {@linkplain io.messaging.store.log.MessageLog#release releases} it, now or later, as it
     * does with the earlier one where two mean the same. Nothing may be appended, and no topic be asked for, before
     * {@link #recoveryEnded}.
     *
     * @param log valid during the call; the owner copies what it keeps
     * @param location where it is
     */
    void recovered(LogRecord log, long location);

    /** All records were given, and the topics are there: cursors may be opened, records appended. */
    default void recoveryEnded() {}

    /**
     * A record's segment is to be given up. Where the record is live, the owner appends what it says now, with
     * {@link io.messaging.store.log.MessageLog#appendVital}, and releases the old one, under the lock under which it would append a later
     * record of the same matter; where it is not, it does nothing. Called on the thread of the log; must not wait until something is safe.
     *
     * @param log valid during the call
     * @param location where it is
     */
    void copyOn(LogRecord log, long location);
}
