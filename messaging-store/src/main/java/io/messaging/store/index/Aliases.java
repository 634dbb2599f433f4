package io.messaging.store.index;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Index entries of other namespaces for messages that a topic has under several. Not thread-safe: guarded by its topic's lock.
 */
public final class Aliases {
    /** By the first entry; null while there are none. */
    private Map<StoredMessage, List<StoredMessage>> entries;

    /** Returns the other entries of a message. */
    public List<StoredMessage> of(StoredMessage first) {
        return entries == null ? List.of() : entries.getOrDefault(first, List.of());
    }

    /** Returns the entry of a message in an index, the first one or another; null where it has none there. */
    public StoredMessage find(StoredMessage first, IdIndex index) {
        if (first.index() == index) {
            return first;
        }
        return of(first).stream()
                .filter(entry -> entry.index() == index)
                .findFirst()
                .orElse(null);
    }

    /** Adds an entry, to its index too. */
    public void add(StoredMessage first, StoredMessage alias) {
        entries = entries == null ? new IdentityHashMap<>() : entries;
        entries.computeIfAbsent(first, unknown -> new ArrayList<>(1)).add(alias);
        alias.index().add(alias);
    }

    /** Forgets the other entries of a message, takes them out of their indexes, and returns them. */
    public List<StoredMessage> remove(StoredMessage first) {
        List<StoredMessage> removed = entries == null ? null : entries.remove(first);
        if (removed == null) {
            return List.of();
        }
        removed.forEach(StoredMessage::removeFromIndex);
        return removed;
    }
}
