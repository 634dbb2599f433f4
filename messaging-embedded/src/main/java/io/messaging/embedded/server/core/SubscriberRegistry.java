package io.messaging.embedded.server.core;

import io.messaging.administration.Subscriber;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is subscribed to what, whether through a socket or in this JVM. Thread-safe. */
public final class SubscriberRegistry {
    private final Map<String, Set<SubscriberEntry>> byTopic = new ConcurrentHashMap<>();
    private final Map<String, Set<SubscriberEntry>> byPrefix = new ConcurrentHashMap<>();

    SubscriberRegistry() {}

    private Map<String, Set<SubscriberEntry>> mapOf(SubscriberEntry entry) {
        return entry.subscriber().prefix() ? byPrefix : byTopic;
    }

    private Stream<Map.Entry<String, Set<SubscriberEntry>>> sets() {
        return Stream.concat(byTopic.entrySet().stream(), byPrefix.entrySet().stream());
    }

    /** Adds a subscription to a topic, or to all with a prefix. */
    public void add(String topic, SubscriberEntry entry) {
        mapOf(entry).compute(topic, (name, entries) -> {
            Set<SubscriberEntry> changed = entries == null ? ConcurrentHashMap.newKeySet() : entries;
            changed.add(entry);
            return changed;
        });
    }

    public void remove(String topic, SubscriberEntry entry) {
        mapOf(entry).computeIfPresent(topic, (name, entries) -> {
            entries.remove(entry);
            return entries.isEmpty() ? null : entries;
        });
    }

    /** Returns the subscribers that are not durable; the durable registry has the others. */
    Stream<Subscriber> plain() {
        return sets().flatMap(set -> set.getValue().stream())
                .map(SubscriberEntry::subscriber)
                .filter(subscriber -> subscriber.clientId() == null);
    }

    /** Returns the subscriptions to some topics, or to prefixes that look like some. */
    public Set<SubscriberEntry> entries(Predicate<String> topics) {
        return sets().filter(entry -> topics.test(entry.getKey()))
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
        return sets().mapToInt(set -> set.getValue().size()).sum();
    }
}
