package io.messaging.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.store.log.segment.LogRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A stored message as a reader gets it: a view of the bytes in the log, or of a message that is held. The one is made of the other when
 * first asked for. A view stays valid, and keeps the bytes around it in memory: it is for a moment, not for keeping. Used by one
 * thread at a time.
 */
public final class StoredJson {
    private final long id;

    // At least one of the two is set.
    private Message message;
    private byte[] array;

    private int offset;
    private int length;

    private StoredJson(long id, Message message, byte[] array, int offset, int length) {
        this.id = id;
        this.message = message;
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** {@return a view of a message} */
    public static StoredJson of(Message message) {
        return new StoredJson(message.id().bits(), message, null, 0, 0);
    }

    /** {@return a view of a record whose body is a message} */
    public static StoredJson of(LogRecord log) {
        return new StoredJson(log.id(), null, log.array(), log.offset(), log.length());
    }

    /** {@return the message's id} */
    public GemstoneId id() {
        return GemstoneId.of(id);
    }

    /** {@return the message, which holds its bytes alone} */
    public Message message() {
        if (message == null) {
            message = Message.fromJson(array, offset, length);
        }
        return message;
    }

    /** {@return bytes of JSON} */
    public int length() {
        return array == null ? message.jsonLength() : length;
    }

    /** {@return the array with the JSON, which nobody may change} */
    public byte[] array() {
        if (array == null) {
            byte[] json = message.toJsonBytes();
            offset = 0;
            length = json.length;
            array = json;
        }
        return array;
    }

    /** {@return where the JSON starts in the {@link #array}} */
    public int offset() {
        return offset;
    }

    /** Writes the JSON where there is room for it. */
    public void writeTo(ByteBuffer target) {
        byte[] bytes = array();
        target.put(bytes, offset, length);
    }

    /** {@return the same in an array of its own, for keeping} */
    public StoredJson detached() {
        if (array == null || array.length == length) {
            return this;
        }
        return new StoredJson(id, message, toBytes(), 0, length);
    }

    /** {@return a copy of the JSON} */
    public byte[] toBytes() {
        byte[] bytes = array();
        return Arrays.copyOfRange(bytes, offset, offset + length);
    }
}
