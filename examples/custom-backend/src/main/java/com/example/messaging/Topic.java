package com.example.messaging;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The messages of one topic. Not thread-safe: whoever calls it holds the backend's lock. */
final class Topic {
    private static final long HIGHEST_PRIORITY_NUMBER = 7L << 61;

    /** By age, whatever the priority; messages of one age by their ids. */
    private static final Comparator<GemstoneId> BY_TIME =
            Comparator.comparingLong(GemstoneId::chronologicalKey).thenComparing(Comparator.naturalOrder());

    private final NavigableMap<GemstoneId, StoredMessage> byTime = new TreeMap<>(BY_TIME);

    /** In storing order, which is the order of delivery. Messages that have expired leave a null behind. */
    private final List<StoredMessage> log = new ArrayList<>();

    /** Where in the log the messages are that will expire. */
    private final Map<StoredMessage, Integer> positions = new IdentityHashMap<>();

    /** Returns whether an equal message is there already, and rejects a different one of the same id. */
    boolean has(Message message) {
        StoredMessage existing = byTime.get(message.id());
        if (existing == null || !existing.isLive()) {
            return false;
        }
        if (existing.message().equals(message)) {
            return true;
        }
        throw new RejectedMessageException(
                "the topic has a different message of the id " + message.id() + "; give this one an id of its own");
    }

    /** Adds a message that it does not have. */
    void add(StoredMessage stored) {
        byTime.put(stored.message().id(), stored);
        if (stored.expires()) {
            positions.put(stored, log.size());
        }
        log.add(stored);
    }

    /** Gives back the memory of a message whose time has passed. */
    void forget(StoredMessage expired) {
        byTime.remove(expired.message().id(), expired);
        log.set(positions.remove(expired), null);
    }

    /** In id order: priority first, then time. */
    List<Message> since(GemstoneId id) {
        return byTime.tailMap(lastOfItsAge(id), false).values().stream()
                .filter(StoredMessage::isLive)
                .map(StoredMessage::message)
                .sorted(Comparator.comparing(Message::id))
                .toList();
    }

    List<Message> all() {
        return byTime.values().stream()
                .filter(StoredMessage::isLive)
                .map(StoredMessage::message)
                .sorted(Comparator.comparing(Message::id))
                .toList();
    }

    /** Here messages of one age count one by one, or a loop would leave some out. */
    Optional<Message> nextSince(GemstoneId id) {
        return byTime.tailMap(id, false).values().stream()
                .filter(StoredMessage::isLive)
                .map(StoredMessage::message)
                .findFirst();
    }

    /** "Since" compares ages only, so it starts after the last id of that age, whatever its priority. */
    private static GemstoneId lastOfItsAge(GemstoneId id) {
        return GemstoneId.of(HIGHEST_PRIORITY_NUMBER | id.chronologicalKey());
    }

    int size() {
        return log.size();
    }

    /** Null for one that has expired. */
    StoredMessage at(int position) {
        return log.get(position);
    }
}
