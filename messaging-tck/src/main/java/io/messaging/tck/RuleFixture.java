package io.messaging.tck;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
abstract class RuleFixture {
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
        run.awaiter().until(() -> holds(backend(), topic, count), SETTLING_TIME);
    }

    private static boolean holds(MessagingBackend backend, String topic, int count) {
        List<Message> found = backend.getMessagesForTopic(topic);
        return found == null || found.size() >= count;
    }

    /** Follows the ids that "next" answers, from an id to the end, at most as far as a topic of so many goes. */
    final List<Message> followNext(MessagingBackend backend, String topic, GemstoneId from, int most) {
        List<Message> visited = new ArrayList<>();
        GemstoneId since = from;
        while (visited.size() <= most + 1) {
            Optional<Message> next = backend.getNextMessageForTopicSince(topic, since);
            verify().that(next != null, "getNextMessageForTopicSince gives an Optional", () -> "null");
            if (next.isEmpty()) {
                return visited;
            }
            visited.add(next.get());
            since = next.get().id();
        }
        return visited;
    }

    /** Checks that every way to read a topic gives exactly these messages. */
    final void verifyEveryRead(MessagingBackend backend, String topic, List<Message> expected) {
        List<Message> inIdOrder = TestMessages.inIdOrder(expected);
        verify().messages("getMessagesForTopic", inIdOrder, backend.getMessagesForTopic(topic));
        verify().messages(
                        "getMessagesForTopicSince(0)",
                        inIdOrder,
                        backend.getMessagesForTopicSince(topic, GemstoneId.ZERO));
        verify().messages(
                        "a loop over getNextMessageForTopicSince",
                        TestMessages.inTimeOrder(expected),
                        followNext(backend, topic, GemstoneId.ZERO, expected.size()));
        verify().messages(
                        "getMessagesById", expected, backend.getMessagesById(namespace(), TestMessages.ids(expected)));
    }
}
