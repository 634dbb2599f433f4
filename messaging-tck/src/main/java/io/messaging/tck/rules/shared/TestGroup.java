package io.messaging.tck.rules.shared;

import io.messaging.administration.DeadLetter;
import io.messaging.administration.SharedGroup;
import io.messaging.backend.Delivery;
import io.messaging.backend.DeliveryHandler;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The group of one test, on a topic of its own. Thread-safe. */
final class TestGroup {
    private final RuleContext tck;
    private final String topic;
    private final String name;
    private final List<Delivery> begun = new ArrayList<>();
    private final List<Delivery> handled = new ArrayList<>();

    TestGroup(RuleContext tck) {
        this(tck, tck.newNamespace() + ":topic", tck.uniqueName() + "-group");
    }

    TestGroup(RuleContext tck, String topic, String name) {
        this.tck = tck;
        this.topic = topic;
        this.name = name;
    }

    String topic() {
        return topic;
    }

    String name() {
        return name;
    }

    SubscriptionOptions options() {
        return SubscriptionOptions.shared(name).namespace(tck.namespace());
    }

    /** Returns a member that has not joined yet. */
    TestMember member(String memberName, DeliveryHandler work) {
        return new TestMember(this, tck, memberName, work);
    }

    void noteBegun(Delivery delivery) {
        synchronized (begun) {
            begun.add(delivery);
        }
    }

    void noteHandled(Delivery delivery) {
        synchronized (handled) {
            handled.add(delivery);
        }
    }

    /** Returns the deliveries for which its members were called, in that order. */
    List<Delivery> begun() {
        synchronized (begun) {
            return List.copyOf(begun);
        }
    }

    List<Delivery> begun(Message message) {
        return begun().stream()
                .filter(delivery -> delivery.message().id().equals(message.id()))
                .toList();
    }

    /** Returns those for which handlers returned normally. */
    List<Delivery> handled() {
        synchronized (handled) {
            return List.copyOf(handled);
        }
    }

    static List<Message> messages(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::message).toList();
    }

    void awaitBegun(int count) {
        if (!tck.awaiter().untilProgressEnds(() -> begun().size() >= count, () -> begun().size())) {
            throw tck.verify()
                    .timeout("the members together are called " + count + " times", begun().size() + " times");
        }
    }

    /** Waits until so many messages as these were handled, each of them, or some of them again. */
    void awaitHandled(List<Message> expected) {
        if (!tck.awaiter()
                .untilProgressEnds(
                        () -> handled().size() >= expected.size(),
                        () -> handled().size())) {
            throw tck.verify()
                    .timeout(
                            "the members together handle " + expected.size() + " messages",
                            handled().size() + " were handled",
                            IdDifference.between(TestMessages.ids(expected), TestMessages.ids(messages(handled()))));
        }
    }

    /** Waits until each of these was handled once and in one attempt, and nothing else within the negative wait. */
    void awaitHandledOnce(List<Message> expected) {
        awaitHandled(expected);
        tck.awaiter().comesAfterAll(() -> begun().size() > expected.size());
        tck.verify().sameMessages("what the members together are called for", expected, messages(begun()));
    }

    /** A message may come again where members are cut off, and then says so. */
    void verifyRepetitionsAreTold() {
        Set<GemstoneId> seen = new HashSet<>();
        for (Delivery delivery : begun()) {
            GemstoneId id = delivery.message().id();
            tck.verify()
                    .that(
                            seen.add(id) || delivery.redelivered(),
                            "a message that comes again says that it is redelivered",
                            () -> "attempt " + delivery.attempt() + " of message " + id + " does not");
        }
    }

    /** The common topic may hold other subscribers' dead letters. */
    List<Message> letters() {
        return tck.backend().getMessagesForTopic(DeadLetter.topicFor(topic)).stream()
                .filter(letter -> name.equals(letter.payload().get("client_id")))
                .toList();
    }

    /** Waits for the group's only dead letter. */
    DeadLetter awaitLetter() {
        tck.awaiter().until(() -> !letters().isEmpty());
        tck.awaiter().comesAfterAll(() -> letters().size() > 1);
        List<Message> found = letters();
        tck.verify()
                .that(
                        found.size() == 1,
                        "topic " + DeadLetter.topicFor(topic) + " has one dead letter of group " + name,
                        () -> found.size() + ": " + found);
        return DeadLetter.fromMessage(found.get(0));
    }

    /** Waits until the backend says something of the group. */
    SharedGroup await(String expectation, Predicate<SharedGroup> condition) {
        List<SharedGroup> found = new ArrayList<>();
        tck.awaiter().until(() -> {
            found.clear();
            tck.backend().sharedGroups().list().stream()
                    .filter(group -> group.name().equals(name) && group.topic().equals(topic))
                    .forEach(found::add);
            return found.size() == 1 && condition.test(found.get(0));
        });
        tck.verify()
                .that(
                        found.size() == 1 && condition.test(found.get(0)),
                        "sharedGroups().list() has one entry for the group in the topic, " + expectation,
                        found::toString);
        return found.get(0);
    }
}
