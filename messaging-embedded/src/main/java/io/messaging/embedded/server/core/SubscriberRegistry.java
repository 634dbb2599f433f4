package io.messaging.embedded.server.core;

import io.messaging.administration.Subscriber;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who is subscribed to what, whether through a socket or in this JVM. Thread-safe. */
public final class SubscriberRegistry {
    private final Map<String, Set<SubscriberEntry>> byTopic = new ConcurrentHashMap<>();

    SubscriberRegistry() {}

    public void add(String topic, SubscriberEntry entry) {
        byTopic.compute(topic, (name, entries) -> {
            Set<SubscriberEntry> changed = entries == null ? ConcurrentHashMap.newKeySet() : entries;
            changed.add(entry);
            return changed;
        });
    }

    public void remove(String topic, SubscriberEntry entry) {
        byTopic.computeIfPresent(topic, (name, entries) -> {
            entries.remove(entry);
            return entries.isEmpty() ? null : entries;
        });
    }

    /** Lists the subscribers of a namespace that are not durable; the durable registry lists the others. */
    public List<Subscriber> list(String namespace) {
        return byTopic.values().stream()
                .flatMap(Collection::stream)
                .map(SubscriberEntry::subscriber)
                .filter(subscriber -> subscriber.clientId() == null && subscriber.isIn(namespace))
                .toList();
    }

    public List<Subscriber> all() {
        return entries(topic -> true).stream().map(SubscriberEntry::subscriber).toList();
    }

    /** Returns the subscriptions to some topics. */
    public Set<SubscriberEntry> entries(Predicate<String> topics) {
        return byTopic.entrySet().stream()
                .filter(entry -> topics.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .collect(Collectors.toSet());
    }

    /** Hands a text to each recipient once, however many subscriptions it has; returns how many took it. */
    public int publish(String topic, byte[] text) {
        Set<Recipient> recipients = new HashSet<>();
        byTopic.getOrDefault(topic, Set.of()).forEach(entry -> recipients.add(entry.recipient()));
        return (int) recipients.stream()
                .filter(recipient -> recipient.publish(topic, text))
                .count();
    }

    public boolean hasSeveral(String topic) {
        Set<SubscriberEntry> entries = byTopic.get(topic);
        return entries != null && entries.size() > 1;
    }

    int count() {
        return byTopic.values().stream().mapToInt(Set::size).sum();
    }
}
