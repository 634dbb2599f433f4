package io.messaging.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.store.index.IdIndex;
import io.messaging.store.index.Namespaces;
import io.messaging.store.index.StoreClock;
import io.messaging.store.index.StoredMessage;
import io.messaging.store.log.segment.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Reads of a store: finds index entries, and reads the messages outside locks where they are in the log. Thread-safe. */
final class Reads {
    private static final long BEFORE_ALL_KEYS = -1;

    private final Topics topics;
    private final Namespaces namespaces;
    private final StoreClock clock;

    /** Null where messages are held as objects. */
    private final StoreLog log;

    private volatile boolean byId;

    Reads(Topics topics, Namespaces namespaces, StoreClock clock, StoreLog log) {
        this.topics = topics;
        this.namespaces = namespaces;
        this.clock = clock;
        this.log = log;
    }

    private LongFunction<LogRecord> reader() {
        return log == null ? null : log.log().reader()::read;
    }

    /** Reads messages; takes another look where one was removed meanwhile, so that the result is what was there at one moment. */
    List<Message> messages(Supplier<List<StoredMessage>> look) {
        LongFunction<LogRecord> reader = reader();
        while (true) {
            List<StoredMessage> items = look.get();
            List<Message> messages = new ArrayList<>(items.size());
            for (StoredMessage item : items) {
                Message message = item.message(reader);
                if (message == null) {
                    break;
                }
                messages.add(message);
            }
            if (messages.size() == items.size()) {
                return messages;
            }
        }
    }

    List<Message> messagesSince(String topicName, GemstoneId since) {
        Topic topic = topics.find(topicName);
        if (topic != null && log == null) {
            return topic.after(keyOf(since), clock, item -> item.message(null));
        }
        return messages(() -> since(topicName, since));
    }

    private static long keyOf(GemstoneId since) {
        return since.bits() == 0 ? BEFORE_ALL_KEYS : since.chronologicalKey();
    }

    List<StoredMessage> since(String topicName, GemstoneId since) {
        Topic topic = topics.find(topicName);
        return topic == null ? List.of() : topic.after(keyOf(since), clock, item -> item);
    }

    Optional<Message> nextSince(String topicName, GemstoneId since) {
        if (log == null) {
            StoredMessage next = nextItem(topicName, since);
            return next == null ? Optional.empty() : Optional.of(next.message(null));
        }
        return messages(() -> next(topicName, since)).stream().findFirst();
    }

    private StoredMessage nextItem(String topicName, GemstoneId since) {
        Topic topic = topics.find(topicName);
        return topic == null ? null : topic.nextAfter(since, clock);
    }

    List<StoredMessage> next(String topicName, GemstoneId since) {
        StoredMessage next = nextItem(topicName, since);
        return next == null ? List.of() : List.of(next);
    }

    List<StoredMessage> page(String topicName, GemstoneId since, int limit, long maxBytes) {
        Topic topic = topics.find(topicName);
        return topic == null ? List.of() : topic.pageAfter(since, limit, maxBytes, clock);
    }

    List<StoredMessage> byId(String namespace, List<GemstoneId> ids) {
        List<StoredMessage> found = new ArrayList<>();
        IdIndex index = namespaces.find(namespace);
        if (index != null) {
            long now = clock.millis();
            for (GemstoneId id : ids) {
                StoredMessage item = index.find(id.bits(), now);
                if (item != null) {
                    found.add(item);
                    byId = true;
                }
            }
        }
        return found;
    }

    /** Returns whether messages were read by their ids. */
    boolean wereById() {
        return byId;
    }

    StoredList list(List<StoredMessage> items) {
        return new StoredList(items, reader());
    }
}
