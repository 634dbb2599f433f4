package io.messaging.store;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What a store should hold, in plain collections. Immutable. */
record StoreModel(Map<String, List<Entry>> topics, Map<String, Long> stored) {
    static final StoreModel EMPTY = new StoreModel(Map.of(), Map.of());

    /** A message, under which namespaces it is found, and when it expires. */
    record Entry(Message message, Set<String> namespaces, long expiresAtMillis) {
        @Override
        public String toString() {
            return message.timestampMillis()
                    - Messages.START
                    + String.join("", namespaces)
                    + (expiresAtMillis == Long.MAX_VALUE ? "" : " until " + (expiresAtMillis - Messages.START));
        }
    }

    /** Returns what is there after a message was stored, which may be there already. */
    StoreModel store(String namespace, String topic, Message message, long nowMillis) {
        List<Entry> entries = new ArrayList<>(of(topic));
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.message().id().equals(message.id()) && entry.expiresAtMillis() > nowMillis) {
                Set<String> namespaces = new TreeSet<>(entry.namespaces());
                namespaces.add(namespace);
                entries.set(i, new Entry(entry.message(), namespaces, entry.expiresAtMillis()));
                return with(topic, entries, stored);
            }
        }
        long expiresAtMillis = message.ttlSeconds().isEmpty()
                ? Long.MAX_VALUE
                : nowMillis + 1_000 * message.ttlSeconds().getAsLong();
        entries.add(new Entry(message, Set.of(namespace), expiresAtMillis));
        Map<String, Long> counts = new HashMap<>(stored);
        counts.merge(topic, 1L, Long::sum);
        return with(topic, entries, counts);
    }

    private StoreModel with(String topic, List<Entry> entries, Map<String, Long> counts) {
        Map<String, List<Entry>> changed = new HashMap<>(topics);
        changed.put(topic, entries);
        return new StoreModel(changed, counts);
    }

    StoreModel clear(Predicate<String> cleared) {
        Map<String, List<Entry>> changed = new HashMap<>(topics);
        changed.keySet().removeIf(cleared);
        return new StoreModel(changed, stored);
    }

    private List<Entry> of(String topic) {
        return topics.getOrDefault(topic, List.of());
    }

    /** Returns what of a topic has not expired. */
    List<Entry> readable(String topic, long nowMillis) {
        return of(topic).stream()
                .filter(entry -> entry.expiresAtMillis() > nowMillis)
                .toList();
    }

    /** Returns what a store has of a topic, as the model would, and by what ids; for namespaces it asks for each of these. */
    static List<Entry> read(
            MessageStore store, String topic, List<String> namespaces, Map<GemstoneId, Long> deadlines) {
        List<Entry> entries = new ArrayList<>();
        Cursor cursor = store.openCursor(topic, 0, () -> {});
        for (Message next = cursor.next(); next != null; next = cursor.next()) {
            Message message = next;
            Set<String> found = new TreeSet<>();
            for (String namespace : namespaces) {
                if (store.messagesById(namespace, List.of(message.id())).equals(List.of(message))) {
                    found.add(namespace);
                }
            }
            entries.add(new Entry(message, found, deadlines.getOrDefault(message.id(), Long.MAX_VALUE)));
        }
        cursor.close();
        return entries;
    }
}
