package io.messaging.store;

import io.messaging.message.Message;
import io.messaging.store.index.ExpiringMessage;
import io.messaging.store.index.PositionLog;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.segment.LogRecord;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * A place in a topic's storing order, from which one reader reads on. It costs a number, however far behind it is:
 * nothing is queued for it, nothing overflows, and no storer waits for it.
 *
 * <p>Owned by one reading thread at a time, which alone calls {@link #next} and {@link #position}; whoever hands it to
 * another thread does so with a happens-before edge. {@link #close} may be called by anyone.
 */
public final class Cursor implements StoreCursor {
    /** A start position: only what is stored after the cursor was opened. */
    public static final long NOW = -1;

    /** The life of a message that does not expire. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    private static final int BATCH = 64;

    private final Topic topic;
    private final StoreClock clock;
    private final Runnable onNew;
    private final Consumer<Topic> onClosed;

    /** Messages with this chronological key or a lesser one are left out. */
    private final long lastKeyLeftOut;

    private final PositionLog.ReadResult read = new PositionLog.ReadResult();
    private StoredMessage[] batch = new StoredMessage[1];
    private int nextInBatch;
    private long position;
    private long leftOut;
    private long expiresAtMillis = FOR_EVER;

    /** Reads the log; null before the first message, and where messages are held. */
    private LongFunction<LogRecord> reader;

    Cursor(Topic topic, StoreClock clock, long lastKeyLeftOut, Runnable onNew, Consumer<Topic> onClosed) {
        this.topic = topic;
        this.clock = clock;
        this.lastKeyLeftOut = lastKeyLeftOut;
        this.onNew = onNew;
        this.onClosed = onClosed;
    }

    void startAt(long start) {
        position = start;
    }

    void signal() {
        onNew.run();
    }

    /**
     * {@return the storing-order position of the next message that {@link #next} looks at: after a message, the
     * position to resume behind it; 0 is the first ever stored in the topic}
     */
    @Override
    public long position() {
        return position;
    }

    /**
     * Returns the position that the next message stored in the topic gets. Any thread may ask.
     *
     * @return {@link #position} where there is nothing to read
     */
    public long end() {
        return topic.end();
    }

    /**
     * Returns the next message, and moves on.
     *
     * @return the next message that has not expired, or null when there is none yet
     */
    @Override
    public Message next() {
        StoredMessage item = nextItem();
        while (item != null) {
            Message message = item.message(reader);
            if (message != null) {
                return message;
            }
            item = nextItem(); // that one was removed meanwhile
        }
        return null;
    }

    @Override
    public StoredJson nextJson() {
        StoredMessage item = nextItem();
        while (item != null) {
            if (reader == null) {
                return StoredJson.of(item.message(null));
            }
            LogRecord log = item.record(reader);
            if (log != null) {
                return StoredJson.of(log);
            }
            item = nextItem(); // that one was removed meanwhile
        }
        return null;
    }

    private StoredMessage nextItem() {
        while (true) {
            while (nextInBatch < read.count) {
                StoredMessage item = batch[nextInBatch];
                batch[nextInBatch] = null;
                position = read.first + ++nextInBatch;
                if (item != null && !isWanted(item)) {
                    leftOut++;
                } else if (item != null && item.isReadable(clock)) {
                    expiresAtMillis = item instanceof ExpiringMessage expiring ? expiring.expiresAtMillis() : FOR_EVER;
                    return item;
                }
            }
            if (position >= topic.end()) {
                return null;
            }
            refill();
        }
    }

    private boolean isWanted(StoredMessage item) {
        return lastKeyLeftOut < 0 || item.key() > lastKeyLeftOut;
    }

    /** {@return how many messages {@link #next} has passed so far because of their keys: not wanted, so not lost} */
    public long leftOut() {
        return leftOut;
    }

    /**
     * Returns how long the message that {@link #next} gave last may still be handed on.
     *
     * @return milliseconds, 0 when it has expired meanwhile; or {@link #FOR_EVER}
     */
    @Override
    public long lifeMillis() {
        return expiresAtMillis == FOR_EVER ? FOR_EVER : Math.max(0, expiresAtMillis - clock.millis());
    }

    /**
     * Goes on from another position.
     *
     * @param start the position of the next message wanted
     */
    public void seek(long start) {
        nextInBatch = 0;
        read.count = 0;
        position = Math.min(start, topic.end());
    }

    /** A cursor that keeps up reads one at a time; one that is behind reads in batches. */
    private void refill() {
        if (topic.end() - position > 1 && batch.length == 1) {
            batch = new StoredMessage[BATCH];
        }
        if (reader == null) {
            reader = topic.reader();
        }
        nextInBatch = 0;
        topic.read(position, lastKeyLeftOut, batch, read);
        leftOut += read.leftOut;
        position = Math.max(position, read.first);
    }

    /** Ends the calls for new messages. Idempotent. */
    @Override
    public void close() {
        topic.close(this);
        onClosed.accept(topic);
    }
}
