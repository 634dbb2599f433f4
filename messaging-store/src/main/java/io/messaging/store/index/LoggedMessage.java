package io.messaging.store.index;

import io.messaging.message.Message;
import io.messaging.store.log.segment.LogRecord;
import java.util.function.LongFunction;

/** Says where the message is in the log. The location changes when its segment is compacted. */
final class LoggedMessage extends StoredMessage {
    private final long id;
    private final int jsonLength;

    /** 0 until it is appended. Written under the topic's lock. */
    private volatile long location;

    LoggedMessage(long id, int jsonLength, IdIndex index) {
        super(index);
        this.id = id;
        this.jsonLength = jsonLength;
    }

    @Override
    public StoredMessage alias(IdIndex other) {
        return new LoggedMessage(id, jsonLength, other);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int jsonLength() {
        return jsonLength;
    }

    @Override
    public Message message(LongFunction<LogRecord> reader) {
        return message(this, reader);
    }

    @Override
    public LogRecord record(LongFunction<LogRecord> reader) {
        return record(this, reader);
    }

    @Override
    public long location() {
        return location;
    }

    @Override
    public void moveTo(long to) {
        location = to;
    }

    private static Message message(StoredMessage item, LongFunction<LogRecord> reader) {
        LogRecord log = item.record(reader);
        return log == null ? null : Message.fromJson(log.array(), log.offset(), log.length());
    }

    private static LogRecord record(StoredMessage item, LongFunction<LogRecord> reader) {
        while (true) {
            long at = item.location();
            LogRecord log = reader.apply(at);
            if (log != null || at == item.location()) {
                return log;
            }
        }
    }

    /** The same with a ttl: a class of its own, as the fields of the ttl would cost messages without one 24 bytes each. */
    static final class Expiring extends ExpiringMessage {
        private final long id;
        private final int jsonLength;
        private volatile long location;

        Expiring(long id, int jsonLength, IdIndex index, Owner owner, long expiresAtMillis, long ttlSeconds) {
            super(index, owner, expiresAtMillis, ttlSeconds);
            this.id = id;
            this.jsonLength = jsonLength;
        }

        @Override
        public StoredMessage alias(IdIndex other) {
            return new Expiring(id, jsonLength, other, owner(), expiresAtMillis(), ttlSeconds());
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public int jsonLength() {
            return jsonLength;
        }

        @Override
        public Message message(LongFunction<LogRecord> reader) {
            return LoggedMessage.message(this, reader);
        }

        @Override
        public LogRecord record(LongFunction<LogRecord> reader) {
            return LoggedMessage.record(this, reader);
        }

        @Override
        public long location() {
            return location;
        }

        @Override
        public void moveTo(long to) {
            location = to;
        }
    }
}
