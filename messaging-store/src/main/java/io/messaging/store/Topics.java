package io.messaging.store;

import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.store.index.PositionLog;
import io.messaging.store.index.Quota;
import io.messaging.store.index.StoredMessage;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The topics of a store, by name. Thread-safe. */
final class Topics {
    private static final System.Logger LOGGER = SafeLog.of(Topics.class);

    private final Quota quota;
    private final Consumer<StoredMessage> onRemoved;

    /** Null where messages are held as objects. */
    private final StoreLog log;

    private final Map<String, Topic> byName = new ConcurrentHashMap<>();

    /** Where the positions of new topics start: behind those of every topic that was dropped. */
    private final AtomicLong firstPosition;

    Topics(Quota quota, Consumer<StoredMessage> onRemoved, StoreLog log, AtomicLong firstPosition) {
        this.quota = quota;
        this.onRemoved = onRemoved;
        this.log = log;
        this.firstPosition = firstPosition;
    }

    Topic find(String name) {
        return byName.get(name);
    }

    Collection<Topic> all() {
        return byName.values();
    }

    /** Returns a topic, a new one where there is none. */
    Topic forWriting(String name, StoreLimits limits) {
        Topic topic = byName.get(name);
        if (topic != null) {
            return topic;
        }
        limits.requireName("topic", name);
        if (byName.size() >= limits.maxTopics()) {
            throw new StoreFullException("the store has " + byName.size()
                    + " topics, which is the limit (max_topics); use fewer topics, clear all topics, or "
                    + "raise the limit");
        }
        return byName.computeIfAbsent(name, unknown -> create(unknown, firstPosition.get(), null));
    }

    /** Adds a topic that was recovered, whose messages it does not know yet. */
    Topic restore(String name, long start, PositionLog messages) {
        Topic topic = create(name, start, messages);
        byName.put(name, topic);
        return topic;
    }

    private Topic create(String name, long start, PositionLog messages) {
        quota.chargeTopic(name);
        return new Topic(
                name,
                start,
                messages == null ? new PositionLog(start) : messages,
                onRemoved,
                quota::jsonBytesOf,
                topic -> log == null ? TopicRecords.NONE : new LoggedTopic(log, topic));
    }

    /** A topic that was only ever listened to leaves nothing behind. */
    void dropIfUnused(Topic topic) {
        try {
            if (topic.dropIfUnused()) {
                forget(topic);
            }
        } catch (MessagingException cannotSay) {
            // It has a name in the log, as somebody tried to store, and stays: who stops listening is not to fail.
            LOGGER.log(Level.DEBUG, () -> "cannot drop topic " + topic.name(), cannotSay);
        }
    }

    /** Drops a topic if it is empty; returns the record that has to be safe, 0 for none. */
    long dropIfEmpty(Topic topic) {
        long location = topic.dropIfEmpty();
        if (location >= 0) {
            forget(topic);
        }
        return Math.max(0, location);
    }

    private void forget(Topic topic) {
        firstPosition.accumulateAndGet(topic.logEnd(), Math::max);
        if (byName.remove(topic.name(), topic)) {
            quota.releaseTopic(topic.name());
        }
    }
}
