package io.messaging.store.index;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.store.log.segment.LogRecord;
import java.util.function.LongFunction;

/**
 * A message in one topic, which the topic's lanes and log and the namespace's index all point at. It holds the message, or says
 * where it is in the log: 24 or 40 bytes, since there may be millions.
 */
public abstract class StoredMessage {
    /** The index that finds this message; null once it was removed. Written under the topic's lock. */
    private volatile IdIndex index;

    /** The same id in another topic of the namespace. Guarded by the index's segment. */
    StoredMessage sameId;

    StoredMessage(IdIndex index) {
        this.index = index;
    }

    /** {@return an item that holds a message} */
    public static StoredMessage held(Message message, IdIndex index) {
        return new HeldMessage(message, index);
    }

    /** {@return an item for a message in the log, to be {@link #moveTo placed}} */
    public static StoredMessage logged(long id, int jsonLength, IdIndex index) {
        return new LoggedMessage(id, jsonLength, index);
    }

    /** {@return another entry for the same message, in another namespace's index; one in the log is to be placed} */
    public abstract StoredMessage alias(IdIndex other);

    /** {@return its id as 64 unsigned bits} */
    public abstract long id();

    /** {@return bytes of its JSON} */
    public abstract int jsonLength();

    /**
     * {@return the message; null when it is in the log and was removed meanwhile}
     *
     * @param reader reads the log; not used, and null, where messages are held
     */
    public abstract Message message(LongFunction<LogRecord> reader);

    /** {@return its record; null when it was removed meanwhile} Only for messages in the log. */
    public abstract LogRecord record(LongFunction<LogRecord> reader);

    /** {@return where its record is; 0 where it has none} */
    public abstract long location();

    /** Notes where its record is from now on. Under the topic's lock. */
    public abstract void moveTo(long location);

    /** {@return the namespace's index; null once it was removed} */
    public final IdIndex index() {
        return index;
    }

    /** Takes it out of its index, and notes that it was removed. Under the topic's lock. */
    public final void removeFromIndex() {
        IdIndex from = index;
        index = null;
        from.remove(this);
    }

    /** The id without priority, by which lanes are ordered. */
    public final long key() {
        return GemstoneId.of(id()).chronologicalKey();
    }

    public final boolean isRemoved() {
        return index == null;
    }

    boolean isExpired(long nowMillis) {
        return false;
    }

    /** As {@link #isReadable(long)}, but asks the clock only about messages that can expire. */
    public boolean isReadable(StoreClock clock) {
        return !isRemoved();
    }

    public final boolean isReadable(long nowMillis) {
        return !isRemoved() && !isExpired(nowMillis);
    }
}
