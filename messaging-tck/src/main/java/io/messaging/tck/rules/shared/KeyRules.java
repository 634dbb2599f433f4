package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.MessageBuilder;
import io.messaging.message.Priority;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/** Groups that handle the messages of a key in order: SHR-12. */
public class KeyRules {
    private static final String FIELD = "account";
    private static final int KEYS = 5;
    private static final int PER_KEY = 20;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public KeyRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private Message with(UnaryOperator<MessageBuilder> key) {
        return key.apply(messages.builder()).build();
    }

    private Message account(Object value) {
        return with(message -> message.payload(Map.of(FIELD, value)));
    }

    private GemstoneId id() {
        return messages.nextId(Priority.NORMAL);
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_theKeyMayBeTheConversation() {
        GemstoneId one = id();
        verifyOrder(
                "conversation",
                with(message -> message.conversationId(one)),
                with(message -> message.conversationId(one)),
                with(message -> message.conversationId(id())));
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_theKeyMayBeTheFirstIdOfTheThread() {
        GemstoneId one = id();
        GemstoneId further = id();
        verifyOrder(
                "thread",
                with(message -> message.thread(List.of(one))),
                with(message -> message.thread(List.of(one, further))),
                with(message -> message.thread(List.of(id(), further))));
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_theKeyMayBeTheIdOfTheSender() {
        verifyOrder(
                "sender",
                with(message -> message.sender(new AgentTag("one", "name"))),
                with(message -> message.sender(new AgentTag("one", "other name"))),
                with(message -> message.sender(new AgentTag("two", "name"))));
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_theKeyMayBeAFieldOfThePayload() {
        verifyOrder(FIELD, account("one"), account("one"), account("two"));
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_messagesWithoutTheKeyAreUnordered() {
        Message first = account("one");
        verifyOrder(FIELD, first, account("one"), messages.next());
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(2);
        try (Gate gate = new Gate()) {
            group.member("the only member", delivery -> gate.pass())
                    .join(tck.backend(), group.options().orderedBy(FIELD).concurrency(2));
            tck.store(group.topic(), stored);
            group.awaitBegun(2);
        }
        group.awaitHandledOnce(stored);
    }

    /** While the first is handled, that of the same key waits, and that of another key does not. */
    private void verifyOrder(String orderedBy, Message first, Message same, Message other) {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = List.of(first, same, other);
        try (Gate gate = new Gate()) {
            group.member("the only member", delivery -> {
                        if (delivery.message().id().equals(first.id())) {
                            gate.pass();
                        }
                    })
                    .join(tck.backend(), group.options().orderedBy(orderedBy).concurrency(3));
            tck.store(group.topic(), stored);
            group.awaitHandled(List.of(other));
            tck.awaiter().comesAfterAll(() -> group.begun().size() > 2);
            verify.sameMessages(
                    "what a member ordered by " + orderedBy + " is called for while the first message is handled",
                    List.of(first, other),
                    TestGroup.messages(group.begun()));
        }
        group.awaitHandledOnce(stored);
    }

    /** Both members have a free hand, one after the other. The first message of the key fails for good. */
    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_theOrderOfAKeyHoldsOverMembersAndRetries() {
        TestGroup group = new TestGroup(tck);
        List<Message> ofOne = List.of(account("one"), account("one"), account("one"));
        List<Message> others = List.of(account("two"), account("three"));
        try (Gate gate = new Gate()) {
            for (MessagingBackend instance : List.of(tck.backend(), tck.anotherInstance())) {
                group.member("a member", delivery -> {
                            if (delivery.message().id().equals(ofOne.get(0).id())) {
                                gate.pass();
                                throw new IllegalStateException("intended: the first message, always");
                            }
                        })
                        .join(
                                instance,
                                group.options().orderedBy(FIELD).maxAttempts(2).retryBackoff(PAUSE));
            }
            tck.store(group.topic(), ofOne);
            tck.store(group.topic(), others);
            group.awaitHandled(others);
            tck.awaiter().comesAfterAll(() -> group.begun().size() > 1 + others.size());
            verify.sameMessages(
                    "what two members are called for while the first message of a key is handled",
                    List.of(ofOne.get(0), others.get(0), others.get(1)),
                    TestGroup.messages(group.begun()));
        }
        group.awaitHandled(List.of(ofOne.get(1), ofOne.get(2), others.get(0), others.get(1)));
        List<Message> begun = new ArrayList<>(TestGroup.messages(group.begun()));
        begun.removeAll(others);
        verify.messages(
                "what the members together are called for, of one key",
                List.of(ofOne.get(0), ofOne.get(0), ofOne.get(1), ofOne.get(2)),
                begun);
        group.awaitLetter();
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_aKeyGoesOnInOrderWithAnotherMember() {
        TestGroup group = new TestGroup(tck);
        List<Message> ofOne = List.of(account("one"), account("one"), account("one"));
        Subscription subscription;
        try (Gate gate = new Gate()) {
            TestMember leaving = group.member("the member that leaves in its handler", delivery -> {
                gate.pass();
                delivery.subscription().close();
                throw new IllegalStateException("intended: the subscription has ended");
            });
            subscription =
                    leaving.join(tck.backend(), group.options().orderedBy(FIELD).concurrency(2));
            tck.store(group.topic(), ofOne);
        }
        tck.await(() -> !subscription.isActive(), "a handler can end its subscription", "it is active");
        TestMember other = group.member("the member that stays", delivery -> {});
        other.join(tck.anotherInstance(), group.options().orderedBy(FIELD).concurrency(2));
        other.awaitHandledInOrder(ofOne);
        verify.equal("how many messages of one key are handled at once", 1, other.mostRunningAtOnce());
    }

    @Rule(value = "SHR-12", requires = SHARED_SUBSCRIPTION)
    void shr12_manyKeysStayInOrderUnderLoad() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = new ArrayList<>();
        for (int i = 0; i < KEYS * PER_KEY; i++) {
            stored.add(account(i % KEYS));
        }
        Set<Object> busy = ConcurrentHashMap.newKeySet();
        Queue<String> overlaps = new ConcurrentLinkedQueue<>();
        for (MessagingBackend instance : List.of(tck.backend(), tck.anotherInstance())) {
            group.member("a member", delivery -> {
                        Object key = delivery.message().payload().get(FIELD);
                        if (!busy.add(key)) {
                            overlaps.add("two at once with key " + key);
                        }
                        try {
                            failNowAndThen(delivery, stored);
                        } finally {
                            busy.remove(key);
                        }
                    })
                    .join(
                            instance,
                            group.options().orderedBy(FIELD).maxAttempts(2).concurrency(3));
        }
        tck.store(group.topic(), stored);
        group.awaitHandled(stored);
        verify.that(overlaps.isEmpty(), "messages of a key are handled one at a time", overlaps::toString);
        for (int key = 0; key < KEYS; key++) {
            verify.messages(
                    "what was handled with key " + key,
                    ofKey(stored, key),
                    ofKey(TestGroup.messages(group.handled()), key));
        }
    }

    /** One in four, at the first attempt. */
    private static void failNowAndThen(Delivery delivery, List<Message> stored) {
        if (delivery.attempt() == 1 && stored.indexOf(delivery.message()) / KEYS % 4 == 1) {
            throw new IllegalStateException("intended: the first attempt");
        }
    }

    private static List<Message> ofKey(List<Message> all, int key) {
        return all.stream()
                .filter(message -> ((Number) message.payload().get(FIELD)).intValue() == key)
                .toList();
    }
}
