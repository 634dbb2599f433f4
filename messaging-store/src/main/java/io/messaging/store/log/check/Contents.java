package io.messaging.store.log.check;

import io.messaging.message.GemstoneId;
import io.messaging.store.log.RecordKind;
import io.messaging.store.log.segment.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What the records of a log mean together: which topics, messages, clients and groups are there. Used by one thread. */
final class Contents {
    private final long nowMillis;
    private final Map<Integer, String> topicNames = new HashMap<>();
    private final Map<Integer, TopicContents> topics = new HashMap<>();
    private final Set<Integer> clients = new HashSet<>();
    private final Set<Integer> groups = new HashSet<>();

    /** Takes the time at which messages have to live, in milliseconds since 1970. */
    Contents(long nowMillis) {
        this.nowMillis = nowMillis;
    }

    void add(LogRecord log) {
        switch (log.kind()) {
            case RecordKind.MESSAGE -> addMessage(log);
            case RecordKind.TOPIC -> {
                topicNames.put(log.subject(), text(log));
                topic(log.subject());
            }
            case RecordKind.CLEARED -> topic(log.subject()).clearBelow(log.position());
            case RecordKind.DROPPED -> topics.remove(log.subject());
            case RecordKind.CLIENT -> clients.add(log.subject());
            case RecordKind.GROUP -> groups.add(log.subject());
            case RecordKind.FORGOTTEN -> {
                clients.remove(log.subject());
                groups.remove(log.subject());
            }
            default -> {
                // names and states that are not counted
            }
        }
    }

    private void addMessage(LogRecord log) {
        TopicContents topic = topic(log.subject());
        if (log.deadlineMillis() == 0 || log.deadlineMillis() > nowMillis) {
            topic.add(log.position());
        } else {
            topic.remove(log.position());
        }
    }

    private TopicContents topic(int number) {
        return topics.computeIfAbsent(number, unknown -> new TopicContents());
    }

    private static String text(LogRecord log) {
        return new String(log.array(), log.offset(), log.length(), StandardCharsets.UTF_8);
    }

    int topics() {
        return topics.size();
    }

    long messages() {
        return topics.values().stream().mapToLong(TopicContents::count).sum();
    }

    int clients() {
        return clients.size();
    }

    int groups() {
        return groups.size();
    }

    /** Returns what a record is that was lost, and what follows from that; empty where nothing does. */
    String describe(LogRecord lost) {
        String topic = topicNames.containsKey(lost.subject())
                ? "topic '" + topicNames.get(lost.subject()) + "'"
                : "topic number " + lost.subject();
        return switch (lost.kind()) {
            case RecordKind.MESSAGE ->
                "message " + GemstoneId.of(lost.id()) + " of " + topic + ", position " + lost.position();
            case RecordKind.TOPIC -> "the name of " + topic;
            case RecordKind.CLEARED ->
                "a clearing of " + topic + ": messages before position " + lost.position() + " may be back";
            case RecordKind.DROPPED -> "the end of " + topic + ": it may be back";
            case RecordKind.NAMESPACE -> "the name of namespace number " + lost.subject();
            case RecordKind.CLIENT -> "the name of a durable client: it may start anew";
            case RecordKind.GROUP -> "the name of a group: it may start anew";
            case RecordKind.PLACE -> "the position of a durable client or group: it may get messages again";
            case RecordKind.ENTRY -> "what became of a group's message: it may be handled again";
            case RecordKind.REQUEUED -> "a requeued message";
            case RecordKind.FORGOTTEN -> "that a durable client or group was forgotten: it may be back";
            case RecordKind.SERVER -> "the identity of the server: clients that are connected start anew";
            default -> "";
        };
    }
}
