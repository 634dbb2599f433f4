package io.messaging.store;

import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.segment.LogRecord;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Messages that were there at one moment, each read when it is asked for: a list of a million takes a few bytes for each. Used by one
 * thread at a time.
 */
public final class StoredList {
    private final List<StoredMessage> items;

    /** Null where messages are held as objects. */
    private final LongFunction<LogRecord> reader;

    StoredList(List<StoredMessage> items, LongFunction<LogRecord> reader) {
        this.items = items;
        this.reader = reader;
    }

    /** {@return how many there were} */
    public int size() {
        return items.size();
    }

    /**
     * {@return the JSON of a message, null where it was removed meanwhile and its space given back}
     *
     * @param index counts from 0
     */
    public byte[] json(int index) {
        StoredMessage item = items.get(index);
        if (reader == null) {
            return item.message(null).toJsonBytes();
        }
        LogRecord log = item.record(reader);
        return log == null ? null : log.body();
    }
}
