package io.messaging.store;

import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import io.messaging.store.log.segment.RecordFormat;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

/**
 * The records of one topic in the log. In a log that is persistent, there always is one that has the topic's name, and one, that or a
 * message's, from which the next position follows.
 */
final class LoggedTopic extends TopicRecords {
    private static final System.Logger LOGGER = SafeLog.of(LoggedTopic.class);

    private final StoreLog store;
    private final Topic topic;

    /** The topic's number in records; 0 until it has one. */
    private int number;

    /** Where its {@link RecordKind#TOPIC} record is, 0 for none, and the next position that this says. */
    private long named;

    private long namedEnd;

    /**
     * The expired message at the end of the topic, where its record has to stay: no other says what the next position is, as none could be
     * written, for example on a full disk. Null for none.
     */
    private StoredMessage last;

    /** Where its {@link RecordKind#CLEARED} record is, 0 for none. */
    private long cleared;

    LoggedTopic(StoreLog store, Topic topic) {
        this.store = store;
        this.topic = topic;
    }

    /** Takes over what was recovered. */
    void restore(int topicNumber, long namedAt, long namedEndThere, long clearedAt) {
        number = topicNumber;
        named = namedAt;
        namedEnd = namedEndThere;
        cleared = clearedAt;
    }

    @Override
    boolean isPersistent() {
        return store.isPersistent();
    }

    @Override
    LongFunction<LogRecord> reader() {
        return store.log().reader()::read;
    }

    @Override
    void append(StoredMessage item, LogRecord json, long position) {
        if (number == 0) {
            number = store.number(topic);
        }
        if (store.isPersistent() && named == 0) {
            name(position);
        }
        append(item, json, position, store.deadlineMillis(item));
        releaseLast(); // this record says more
    }

    private void releaseLast() {
        StoredMessage dispensable = last;
        last = null;
        if (dispensable != null) {
            release(dispensable);
        }
    }

    private void append(StoredMessage item, LogRecord json, long position, long deadlineMillis) {
        item.moveTo(store.log()
                .append(new LogRecord(
                        RecordKind.MESSAGE,
                        number,
                        item.index().namespace(),
                        position,
                        json.id(),
                        deadlineMillis,
                        json.array(),
                        json.offset(),
                        json.length())));
    }

    @Override
    void appendAlias(StoredMessage existing, StoredMessage alias) {
        LogRecord first = existing.record(store.log()::read);
        append(alias, first, first.position(), first.deadlineMillis());
    }

    @Override
    boolean isEqual(StoredMessage existing, StoredMessage again, LogRecord json) {
        return existing.message(store.log()::read).equals(Message.fromJson(json.array(), json.offset(), json.length()));
    }

    @Override
    void shareLocation(StoredMessage again, StoredMessage existing) {
        again.moveTo(existing.location());
    }

    private void name(long end) {
        byte[] name = nameBytes();
        LogRecord record = new LogRecord(RecordKind.TOPIC, number, 0, end, topic.start(), 0, name, 0, name.length);
        long earlier = named;
        named = store.log().appendVital(record);
        namedEnd = end;
        release(earlier, name.length);
        releaseLast();
    }

    private byte[] nameBytes() {
        return topic.name().getBytes(StandardCharsets.UTF_8);
    }

    private void release(long location, int bodyLength) {
        if (location != 0) {
            store.log().release(location, RecordFormat.sizeOf(bodyLength));
        }
    }

    @Override
    void expired(StoredMessage item, long position, long end) {
        if (store.isPersistent() && position == end - 1 && namedEnd < end) {
            try {
                name(end);
            } catch (MessagingException cannotSay) {
                last = item; // its record stays, for the position's sake
                LOGGER.log(Level.DEBUG, () -> "cannot release the last record of topic " + topic.name(), cannotSay);
                return;
            }
        }
        release(item);
    }

    @Override
    void release(StoredMessage item) {
        release(item.location(), item.jsonLength());
    }

    @Override
    long clear(long end) {
        if (!store.isPersistent() || number == 0) {
            return 0;
        }
        long earlier = cleared;
        cleared = store.log().appendVital(LogRecord.of(RecordKind.CLEARED, number, end));
        release(earlier, 0);
        releaseLast();
        return cleared;
    }

    @Override
    long drop(long end) {
        if (number == 0) {
            return 0;
        }
        long location = store.dropped(number, end);
        release(cleared, 0);
        release(named, nameBytes().length);
        releaseLast();
        return location;
    }

    @Override
    void copyOn(LogRecord record, long location, long end) {
        if (last != null && location == last.location()) {
            name(end);
        } else if (record.kind() == RecordKind.TOPIC && location == named) {
            name(end);
        } else if (record.kind() == RecordKind.CLEARED && location == cleared) {
            cleared = store.log().appendVital(record);
            release(location, 0);
        }
    }

    @Override
    void copyOn(StoredMessage item, LogRecord record) {
        long earlier = item.location();
        item.moveTo(store.log().appendVital(record));
        release(earlier, record.length());
    }
}
