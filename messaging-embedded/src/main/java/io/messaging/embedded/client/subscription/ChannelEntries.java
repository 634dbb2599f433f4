package io.messaging.embedded.client.subscription;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The subscriptions of one connection, by number and by topic. Changed by one thread at a time, under the monitor of the
 * channel's replies, and read by the connection's reader.
 */
final class ChannelEntries {
    record Entry(HubSubscription subscription, ChannelSource source) {}

    private final Map<Long, Entry> byId = new ConcurrentHashMap<>();
    private final Map<String, Set<Entry>> byTopic = new ConcurrentHashMap<>();

    void add(Entry entry) {
        byId.put(entry.source().id(), entry);
        if (entry.subscription().filter().isEmpty()) {
            byTopic.computeIfAbsent(entry.subscription().topic(), topic -> ConcurrentHashMap.newKeySet())
                    .add(entry);
        }
    }

    /** Returns the entry, or null when the subscription was closed. */
    Entry get(long id) {
        return byId.get(id);
    }

    /** Returns the entry of a subscription; empty when it was closed. */
    Optional<Entry> of(HubSubscription subscription) {
        Collection<Entry> candidates = subscription.filter().isPresent() ? byId.values() : to(subscription.topic());
        return candidates.stream()
                .filter(entry -> entry.subscription() == subscription)
                .findFirst();
    }

    Set<Entry> to(String topic) {
        return byTopic.getOrDefault(topic, Set.of());
    }

    /** Removes an entry and returns it, or null when there is none. */
    Entry remove(long id) {
        Entry entry = byId.remove(id);
        if (entry != null) {
            byTopic.computeIfPresent(entry.subscription().topic(), (topic, entries) -> {
                entries.remove(entry);
                return entries.isEmpty() ? null : entries;
            });
        }
        return entry;
    }
}
