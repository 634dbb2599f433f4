package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.ResourceLockTarget;

/**
 * What the rules are written with. The rule groups extend each other only to end up in one JUnit class: none uses
 * another's members. Their tests are package-private, so that an author's class cannot override one by accident.
 */
@ExtendWith(TckExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
@TestMethodOrder(SeededOrder.class)
@DisplayNameGeneration(RuleNames.class)
@ResourceLock(value = LeakRules.JVM, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
@ResourceLock(value = ReconnectRules.CONNECTIONS, mode = ResourceAccessMode.READ, target = ResourceLockTarget.CHILDREN)
abstract class RuleFixture {
    private static final int SENSIBLE_BYTES = 512;
    private static final Duration SETTLING_TIME = Duration.ofMillis(200);

    private RuleRun run;

    RuleFixture() {}

    final void begin(RuleRun newRun) {
        run = newRun;
    }

    final RuleRun run() {
        return run;
    }

    final MessagingBackend backend() {
        return run.backends().first();
    }

    final MessagingBackend secondBackend() {
        return run.backends().second();
    }

    final boolean has(Capability capability) {
        return run.backends().capabilities().contains(capability);
    }

    final boolean hasSubscriptions() {
        return has(Capability.SUBSCRIPTION);
    }

    final String topic() {
        return run.names().topic();
    }

    /** The test's one namespace. */
    final String namespace() {
        return run.namespace();
    }

    final TestMessages messages() {
        return run.messages();
    }

    /** A message of so many bytes, or of as many as the backend takes. */
    final Message large(int bytes) {
        long most = backend().maxMessageBytes();
        return messages().ofSize(most < SENSIBLE_BYTES ? bytes : Math.min(bytes, most));
    }

    final Verify verify() {
        return run.verify();
    }

    final Recorder recorder(String name) {
        return run.recorder(name);
    }

    /**
     * Stores one after the other, and then waits a moment until all can be read: how soon that must be is for RD-26 alone
     * to judge. When they do not show up, the test goes on and says what is missing.
     */
    final void storeAll(String topic, List<Message> messages) {
        MessagingBackend backend = backend();
        messages.forEach(message -> backend.storeMessage(namespace(), topic, message));
        settle(topic, messages.size());
    }

    final void storeAll(String topic, Message... messages) {
        storeAll(topic, List.of(messages));
    }

    final void settle(String topic, int count) {
        settle(backend(), topic, count);
    }

    final void settle(MessagingBackend backend, String topic, int count) {
        run.awaiter().until(() -> holds(backend, topic, count), SETTLING_TIME);
    }

    /** The same for reads by id. */
    final void settleById(List<GemstoneId> ids) {
        MessagingBackend backend = backend();
        run.awaiter()
                .until(
                        () -> {
                            List<Message> found = backend.getMessagesById(namespace(), ids);
                            return found == null || found.size() >= ids.size();
                        },
                        SETTLING_TIME);
    }

    /**
     * Stores one after the other from threads of their own, for handlers that run until all is stored: where the storing
     * thread runs the handler, its store returns later. The next store begins when the one before has returned or can be
     * read, so their order is certain on a busy machine too.
     */
    final void storeInTurn(String topic, List<Message> messages) {
        MessagingBackend backend = backend();
        List<Message> before = backend.getMessagesForTopic(topic);
        int already = before == null ? 0 : before.size();
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            int count = already + i + 1;
            Thread storer = run.workers().start("storer", () -> backend.storeMessage(namespace(), topic, message));
            run.awaiter().until(() -> !storer.isAlive() || shows(backend, topic, count));
        }
    }

    private static boolean shows(MessagingBackend backend, String topic, int count) {
        List<Message> found = backend.getMessagesForTopic(topic);
        return found != null && found.size() >= count;
    }

    private static boolean holds(MessagingBackend backend, String topic, int count) {
        List<Message> found = backend.getMessagesForTopic(topic);
        return found == null || found.size() >= count;
    }

    /** Follows the ids that "next" answers, as far as a topic of so many goes: what comes at the end is for RD-10. */
    final List<Message> followNext(MessagingBackend backend, String topic, GemstoneId from, int count) {
        List<Message> visited = new ArrayList<>();
        GemstoneId since = from;
        while (visited.size() < count) {
            Optional<Message> next = backend.getNextMessageForTopicSince(topic, since);
            if (next != null && next.isEmpty() && since.equals(GemstoneId.ZERO)) {
                next = backend.getNextMessageForTopicSince(topic, GemstoneId.of(1)); // what 0 means is for RD-06
            }
            verify().that(next != null, "getNextMessageForTopicSince gives an Optional", () -> "null");
            if (next.isEmpty()) {
                return visited;
            }
            visited.add(next.get());
            since = next.get().id();
        }
        return visited;
    }

    /** Checks that every way to read a topic gives exactly these messages. Order and content are for other rules. */
    final void verifyEveryRead(MessagingBackend backend, String topic, List<Message> expected) {
        readInEveryWay(backend, topic, expected).forEach((way, found) -> verify().sameMessages(way, expected, found));
    }

    /** The same, with some of the messages' fields. */
    final void verifyEveryReadHas(Set<String> fields, MessagingBackend backend, String topic, List<Message> expected) {
        readInEveryWay(backend, topic, expected)
                .forEach((way, found) -> verify().sameFields(way, expected, found, fields));
    }

    /** The same, with everything that is in the messages. */
    final void verifyEveryReadIsWhole(MessagingBackend backend, String topic, List<Message> expected) {
        readInEveryWay(backend, topic, expected).forEach((way, found) -> verify().wholeMessages(way, expected, found));
    }

    private Map<String, List<Message>> readInEveryWay(MessagingBackend backend, String topic, List<Message> expected) {
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
            verify().that(next != null, "getNextMessageForTopicSince gives an Optional", () -> "null");
            next.ifPresent(visited::add);
            byId.addAll(backend.getMessagesById(
                    namespace(), List.of(inTimeOrder.get(i).id())));
        }
        found.put("what getNextMessageForTopicSince finds", visited);
        found.put("getMessagesById", byId);
        return found;
    }

    /** All of a topic, by "since". Where that does not know id 0, an id before the first will do: RD-06 judges both. */
    final List<Message> fromTheStart(MessagingBackend backend, String topic, Message first) {
        List<Message> found = backend.getMessagesForTopicSince(topic, GemstoneId.ZERO);
        return found != null && found.isEmpty() ? backend.getMessagesForTopicSince(topic, justBefore(first)) : found;
    }

    /** The same for "next". */
    final Optional<Message> firstOf(MessagingBackend backend, String topic, Message first) {
        Optional<Message> found = backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO);
        return found != null && found.isEmpty() ? backend.getNextMessageForTopicSince(topic, justBefore(first)) : found;
    }

    static GemstoneId justBefore(Message message) {
        return GemstoneId.of(message.id().bits() - 1);
    }
}
