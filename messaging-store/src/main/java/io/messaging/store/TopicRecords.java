package io.messaging.store;

import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.segment.LogRecord;
import java.util.function.LongFunction;

/**
 * What a topic keeps apart from the index: nothing where messages are held as objects, records where they are in the log. Its methods are
 * called under the topic's lock, but for {@link #reader}.
 */
class TopicRecords {
    /** For messages that are held as objects. */
    static final TopicRecords NONE = new TopicRecords();

    /** Returns whether records become safe later than they are appended. */
    boolean isPersistent() {
        return false;
    }

    /** Returns how one reader reads records, one at a time; null where there are none. */
    LongFunction<LogRecord> reader() {
        return null;
    }

    /**
     * Appends a message that has a position now, and notes its place; before anything else is changed.
     *
     * @param json the message, without topic and position; null where objects are held
     * @throws io.messaging.backend.StoreFullException when the disk is full; nothing has changed
     */
    void append(StoredMessage item, LogRecord json, long position) {}

    /** Appends a message again under another namespace, in the position of the first one. */
    void appendAlias(StoredMessage existing, StoredMessage alias) {}

    /** Returns whether an item that is there has the message of one that is not appended. */
    boolean isEqual(StoredMessage existing, StoredMessage again, LogRecord json) {
        return existing.message(null).equals(again.message(null));
    }

    /** The place of an item that is not appended, as an equal one is there, is that one's: what has to be safe. */
    void shareLocation(StoredMessage again, StoredMessage existing) {}

    /**
     * A message was removed because its time had come.
     *
     * @param end the topic's next position
     */
    void expired(StoredMessage item, long position, long end) {}

    /** A message was removed; a later record says so already. */
    void release(StoredMessage item) {}

    /** All messages before a position are about to be removed; returns the record that has to be safe, 0 for none. */
    long clear(long end) {
        return 0;
    }

    /** The topic, which is empty, is about to be dropped; returns the record that has to be safe, 0 for none. */
    long drop(long end) {
        return 0;
    }

    /** Appends again what a record says of the topic, and forgets its old place, if that is the one. */
    void copyOn(LogRecord record, long location, long end) {}

    /** Appends a message's record again, and notes its new place. */
    void copyOn(StoredMessage item, LogRecord record) {}
}
