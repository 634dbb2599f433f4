package io.messaging.store.log;

import io.messaging.store.log.segment.LogRecord;

/** Who knows what the records of a log mean. Its methods are called by one thread at a time, and must not wait for the log. */
public interface LogOwner {
    /**
     * A record was found when the log was opened. Records come in the order in which they were appended. It counts as live until
     * the owner {@link MessageLog#release releases} it, now or later, as it does with the earlier one where two mean the same.
     *
     * @param log valid during the call; the owner copies what it keeps
     * @param location where it is
     */
    void recovered(LogRecord log, long location);

    /**
     * All records were given that were found.
     *
     * @throws LogException when the owner cannot hold them: the log is not opened, and the directory stays as it was
     */
    default void allRecovered() {
        // it holds them
    }

    /**
     * A record's segment is to be given up. Where the record is live, the owner appends it again, as a {@link MessageLog#appendVital vital} one, and releases it, under the lock under
     * which it would append a later record of the same matter; where it is not, it does nothing.
     *
     * @param log valid during the call
     * @param location where it is
     */
    void copyOn(LogRecord log, long location);

    /**
     * What was appended is about to be written. The owner may append what it has put off until now; it is written as well. Called
     * outside locks of the log, by any number of threads at a time, and must not wait for another of them.
     */
    default void beforeWrite() {
        // nothing is put off
    }
}
