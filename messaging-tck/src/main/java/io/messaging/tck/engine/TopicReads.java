package io.messaging.tck.engine;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.sample.TestMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a topic in every way there is, and checks what comes. Immutable. */
public final class TopicReads {
    private final RuleContext tck;

    TopicReads(RuleContext tck) {
        this.tck = tck;
    }

    /** Follows the ids that "next" answers, as far as a topic of so many goes: what comes at the end is for RD-10. */
    public List<Message> followNext(MessagingBackend backend, String topic, GemstoneId from, int count) {
        List<Message> visited = new ArrayList<>();
        GemstoneId since = from;
        while (visited.size() < count) {
            Optional<Message> next = backend.getNextMessageForTopicSince(topic, since);
            if (next != null && next.isEmpty() && since.equals(GemstoneId.ZERO)) {
                next = backend.getNextMessageForTopicSince(topic, GemstoneId.of(1)); // what 0 means is for RD-06
            }
            tck.verify().that(next != null, "getNextMessageForTopicSince gives an Optional", () -> "null");
            if (next.isEmpty()) {
                return visited;
            }
            visited.add(next.get());
            since = next.get().id();
        }
        return visited;
    }

    /** Checks that every way to read a topic gives exactly these messages. Order and content are for other rules. */
    public void verify(MessagingBackend backend, String topic, List<Message> expected) {
        inEveryWay(backend, topic, expected)
                .forEach((way, found) -> tck.verify().sameMessages(way, expected, found));
    }

    /** The same, with some of the messages' fields. */
    public void verifyFields(Set<String> fields, MessagingBackend backend, String topic, List<Message> expected) {
        inEveryWay(backend, topic, expected)
                .forEach((way, found) -> tck.verify().sameFields(way, expected, found, fields));
    }

    /** The same, with everything that is in the messages. */
    public void verifyWhole(MessagingBackend backend, String topic, List<Message> expected) {
        inEveryWay(backend, topic, expected)
                .forEach((way, found) -> tck.verify().wholeMessages(way, expected, found));
    }

    private Map<String, List<Message>> inEveryWay(MessagingBackend backend, String topic, List<Message> expected) {
        Map<String, List<Message>> found = new LinkedHashMap<>();
        found.put("getMessagesForTopic", backend.getMessagesForTopic(topic));
        List<Message> inTimeOrder = TestMessages.inTimeOrder(expected);
        if (!expected.isEmpty()) {
            found.put("getMessagesForTopicSince the start", fromTheStart(backend, topic, inTimeOrder.get(0)));
        }
        List<Message> visited = new ArrayList<>();
        List<Message> byId = new ArrayList<>();
        for (int i = 0; i < inTimeOrder.size(); i++) {
            Optional<Message> next = i == 0
                    ? firstOf(backend, topic, inTimeOrder.get(0))
                    : backend.getNextMessageForTopicSince(
                            topic, inTimeOrder.get(i - 1).id());
            tck.verify().that(next != null, "getNextMessageForTopicSince gives an Optional", () -> "null");
            next.ifPresent(visited::add);
            byId.addAll(backend.getMessagesById(
                    tck.namespace(), List.of(inTimeOrder.get(i).id())));
        }
        found.put("what getNextMessageForTopicSince finds", visited);
        found.put("getMessagesById", byId);
        return found;
    }

    /** All of a topic, by "since". Where that does not know id 0, an id before the first will do: RD-06 judges both. */
    public List<Message> fromTheStart(MessagingBackend backend, String topic, Message first) {
        List<Message> found = backend.getMessagesForTopicSince(topic, GemstoneId.ZERO);
        return found != null && found.isEmpty() ? backend.getMessagesForTopicSince(topic, justBefore(first)) : found;
    }

    /** The same for "next". */
    public Optional<Message> firstOf(MessagingBackend backend, String topic, Message first) {
        Optional<Message> found = backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO);
        return found != null && found.isEmpty() ? backend.getNextMessageForTopicSince(topic, justBefore(first)) : found;
    }

    public static GemstoneId justBefore(Message message) {
        return GemstoneId.of(message.id().bits() - 1);
    }
}
