package io.messaging.store.index;

import io.messaging.message.Message;
import io.messaging.store.log.segment.LogRecord;
import java.util.function.LongFunction;

/** Holds the message itself. */
final class HeldMessage extends StoredMessage {
    private final Message message;

    HeldMessage(Message message, IdIndex index) {
        super(index);
        this.message = message;
    }

    @Override
    public StoredMessage alias(IdIndex other) {
        return new HeldMessage(message, other);
    }

    @Override
    public long id() {
        return message.id().bits();
    }

    @Override
    public int jsonLength() {
        return message.jsonLength();
    }

    @Override
    public Message message(LongFunction<LogRecord> reader) {
        return message;
    }

    @Override
    public LogRecord record(LongFunction<LogRecord> reader) {
        throw new IllegalStateException("it is in no log");
    }

    @Override
    public long location() {
        return 0;
    }

    @Override
    public void moveTo(long location) {
        throw new IllegalStateException("it is in no log");
    }

    /** The same with a ttl: a class of its own, as the fields of the ttl would cost messages without one 24 bytes each. */
    static final class Expiring extends ExpiringMessage {
        private final Message message;

        Expiring(Message message, IdIndex index, Owner owner, long expiresAtMillis, long ttlSeconds) {
            super(index, owner, expiresAtMillis, ttlSeconds);
            this.message = message;
        }

        @Override
        public StoredMessage alias(IdIndex other) {
            return new Expiring(message, other, owner(), expiresAtMillis(), ttlSeconds());
        }

        @Override
        public long id() {
            return message.id().bits();
        }

        @Override
        public int jsonLength() {
            return message.jsonLength();
        }

        @Override
        public Message message(LongFunction<LogRecord> reader) {
            return message;
        }

        @Override
        public LogRecord record(LongFunction<LogRecord> reader) {
            throw new IllegalStateException("it is in no log");
        }

        @Override
        public long location() {
            return 0;
        }

        @Override
        public void moveTo(long location) {
            throw new IllegalStateException("it is in no log");
        }
    }
}
