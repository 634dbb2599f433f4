package io.messaging.selftest.fault;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What was stored in each topic, by id, so that a mutant need not scan a topic for each store. Thread-safe. */
public final class Stored {
    private final Map<String, Map<GemstoneId, Message>> byTopic = new ConcurrentHashMap<>();

    /** Returns the message that is stored under an id, or null. Scans the topic only for messages with a ttl. */
    public Message find(MessagingBackend correct, String topic, Message message) {
        return message.ttlSeconds().orElse(0) == 0
                ? byTopic.getOrDefault(topic, Map.of()).get(message.id())
                : correct.getMessagesForTopic(topic).stream()
                        .filter(stored -> stored.id().equals(message.id()))
                        .findFirst()
                        .orElse(null);
    }

    public void store(MessagingBackend correct, String namespace, String topic, Message message) {
        correct.storeMessage(namespace, topic, message);
        byTopic.computeIfAbsent(topic, t -> new ConcurrentHashMap<>()).putIfAbsent(message.id(), message);
    }

    /** Does something besides when an equal message is stored again. */
    public Delegate onRepeat(MessagingBackend correct, BiConsumer<String, Message> then) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            boolean again = find(backend, topic, message) != null;
            store(backend, namespace, topic, message);
            if (again) {
                then.accept(topic, message);
            }
        });
    }
}
