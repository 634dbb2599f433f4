package io.messaging.store;

import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.store.index.PositionLog;
import io.messaging.store.index.StoreClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * A cursor into each topic that a filter matches, and one more for each such topic that gets its first message later. It reads
 * a message of each in turn, so none waits for the end of another.
 *
 * <p>One thread at a time calls {@link #next} and what is about the message that it gave last; whoever hands it to another
 * thread does so with a happens-before edge. The store adds topics from the threads that store; anyone may close.
 */
public final class PrefixCursor implements StoreCursor {
    private final TopicFilter filter;
    private final StoreClock clock;
    private final Runnable onNew;
    private final Consumer<Topic> onClosed;
    private final Consumer<PrefixCursor> onEnd;

    /** By topic. Guarded by this object's monitor, which is taken before a topic's lock. */
    private final Map<String, Part> parts = new HashMap<>();

    private boolean closed;

    /** Those that may have something. */
    private final Queue<Part> ready = new ConcurrentLinkedQueue<>();

    /** Whose message {@link #next} gave last. */
    private Part current;

    private final class Part {
        final String topic;
        final Cursor cursor;
        final AtomicBoolean listed = new AtomicBoolean();

        Part(Topic topic) {
            this.topic = topic.name();
            cursor = new Cursor(topic, clock, PositionLog.ALL_KEYS, this::signal, onClosed);
        }

        void signal() {
            if (list()) {
                onNew.run();
            }
        }

        boolean list() {
            boolean added = !listed.get() && listed.compareAndSet(false, true);
            if (added) {
                ready.add(this);
            }
            return added;
        }
    }

    PrefixCursor(
            TopicFilter filter,
            StoreClock clock,
            Runnable onNew,
            Consumer<Topic> onClosed,
            Consumer<PrefixCursor> onEnd) {
        this.filter = filter;
        this.clock = clock;
        this.onNew = onNew;
        this.onClosed = onClosed;
        this.onEnd = onEnd;
    }

    /** Starts with the topics that have had messages; the others are to be {@link #announce announced}. */
    void open(Iterable<Topic> topics, ToLongFunction<String> positions) {
        for (Topic topic : topics) {
            if (filter.matches(topic.name()) && topic.hadMessages()) {
                add(topic, positions.applyAsLong(topic.name()));
            }
        }
    }

    /** A topic has its first message. */
    void announce(Topic topic) {
        if (filter.matches(topic.name())) {
            add(topic, 0);
        }
    }

    private void add(Topic topic, long position) {
        Part part;
        synchronized (this) {
            if (closed || parts.containsKey(topic.name())) {
                return;
            }
            part = new Part(topic);
            if (!topic.open(part.cursor, CursorStart.at(position), clock)) {
                return; // dropped; one of that name that comes to be later is announced
            }
            parts.put(topic.name(), part);
        }
        part.signal(); // for what is there
    }

    /** {@return for each topic the storing-order position of the message that is to be read next, if that is not 0} */
    @Override
    public synchronized Map<String, Long> positions() {
        Map<String, Long> positions = new HashMap<>();
        parts.forEach((topic, part) -> {
            if (part.cursor.position() > 0) {
                positions.put(topic, part.cursor.position());
            }
        });
        return positions;
    }

    /**
     * Returns the next message, and moves on.
     *
     * @return the next message of some topic that has not expired, or null when there is none yet
     */
    @Override
    public Message next() {
        return next(Cursor::next);
    }

    @Override
    public StoredJson nextJson() {
        return next(Cursor::nextJson);
    }

    private <T> T next(Function<Cursor, T> read) {
        for (Part part = ready.poll(); part != null; part = ready.poll()) {
            part.listed.set(false); // before reading: what is stored from here on lists it again
            T message = read.apply(part.cursor);
            if (message != null) {
                current = part;
                part.list();
                return message;
            }
        }
        return null;
    }

    @Override
    public String topic() {
        return current.topic;
    }

    @Override
    public long position() {
        return current.cursor.position();
    }

    @Override
    public long lifeMillis() {
        return current.cursor.lifeMillis();
    }

    /** Ends the calls for new messages. Idempotent. */
    @Override
    public void close() {
        List<Part> closing;
        synchronized (this) {
            closed = true;
            closing = List.copyOf(parts.values());
        }
        onEnd.accept(this);
        closing.forEach(part -> part.cursor.close());
    }
}
