package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.AgentTag;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/** Durable clients whose handlers fail: DUR-05, DUR-06. */
public class DurableFailureRules {
    private static final Set<String> DEAD_LETTER_KEYS = Set.of(
            "delivery_backend",
            "client_id",
            "original_topic",
            "original_message_id",
            "original_message",
            "error_type",
            "error_message");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public DurableFailureRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_aThrowingHandlerMakesOneDeadLetter() {
        String prefix = tck.newNamespace();
        verifyOneDeadLetter(prefix + ":topic", prefix + ":" + DeadLetter.TOPIC);
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_deadLettersOfATopicWithoutPrefixGoToTheCommonTopic() {
        verifyOneDeadLetter(tck.topic(), DeadLetter.TOPIC);
    }

    private void verifyOneDeadLetter(String topic, String deadLetterTopic) {
        MessagingBackend backend = tck.backend();
        String client = clients.id();
        List<Message> stored = messages.nextOfMixedPriorities(6);
        List<Throwable> failures = List.of(
                new IllegalStateException("intended: an unchecked exception"),
                new IOException("intended: a checked exception"),
                new AssertionError("intended: an error"),
                new UnsupportedOperationException());
        Recorder recorder = tck.recorder("the client whose handler throws").throwing(message -> {
            int index = stored.indexOf(message) - 1;
            if (index >= 0 && index < failures.size()) {
                Recorder.raise(failures.get(index));
            }
        });
        Subscription subscription = backend.subscribe(topic, recorder, clients.durable(client));
        tck.store(backend, topic, stored);
        recorder.awaitExactly(stored); // each once: the position moves on after a failure too
        for (int i = 0; i < failures.size(); i++) {
            verifyDeadLetter(deadLetterTopic, topic, client, stored.get(i + 1), failures.get(i));
        }
        subscription.close();
        Recorder again = clients.subscribe(topic, client, "the client after it came back");
        again.awaitExactlyAndNoMore(backend, topic, List.of());
        verify.equal(
                "the number of dead letters of this client",
                failures.size(),
                clients.letters(deadLetterTopic, client).size());
    }

    private void verifyDeadLetter(
            String deadLetterTopic, String topic, String client, Message original, Throwable failure) {
        tck.awaiter()
                .until(() -> clients.letters(deadLetterTopic, client).stream()
                        .anyMatch(l -> TestClients.answers(l, original.id())));
        List<Message> letters = clients.letters(deadLetterTopic, client).stream()
                .filter(letter -> TestClients.answers(letter, original.id()))
                .toList();
        verify.that(
                letters.size() == 1,
                "topic " + deadLetterTopic + " has one dead letter of message " + original.id(),
                () -> letters.size() + "; all of the client: " + clients.letters(deadLetterTopic, client));
        Message letter = letters.get(0);
        Set<String> keys = new TreeSet<>(letter.payload().keySet());
        verify.that(
                keys.containsAll(DEAD_LETTER_KEYS),
                "the keys of a dead letter's payload include " + new TreeSet<>(DEAD_LETTER_KEYS),
                keys::toString);
        verify.equal(
                "a dead letter's sender",
                new AgentTag("messaging_backend", "MessagingBackend"),
                letter.sender().orElse(null));
        verify.that(letter.isErrorMessage(), "a dead letter is an error message", letter::toString);
        DeadLetter content = DeadLetter.fromMessage(letter);
        verify.that(!content.backend().isBlank(), "a dead letter names the backend", letter::toString);
        verify.equal("a dead letter's client", client, content.clientId());
        verify.equal("a dead letter's topic", topic, content.originalTopic());
        verify.equal(
                "a dead letter's original_message_id",
                original.id().toBigInteger(),
                number(letter.payload().get("original_message_id")));
        verify.sameMessage("a dead letter", original, content.original());
        verify.equal(
                "a dead letter's error type",
                failure.getClass().getSimpleName(),
                letter.payload().get("error_type"));
        // An error that says nothing is told by its class.
        String said = failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
        verify.equal("a dead letter's error message", said, content.errorMessage());
    }

    private static BigInteger number(Object value) {
        return value instanceof Number number ? new BigInteger(number.toString()) : null;
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_everyClientAndTopicThatFailsOnAMessageHasItsDeadLetter() {
        MessagingBackend backend = tck.backend();
        String prefix = tck.newNamespace();
        List<String> topics = List.of(prefix + ":one", prefix + ":two");
        List<String> ids = List.of(clients.id(), clients.id());
        Message message = messages.next();
        for (String topic : topics) {
            tck.store(backend, topic, message);
            for (String client : ids) {
                Recorder failing = tck.recorder("client " + client + " in " + topic)
                        .throwing(m -> {
                            throw new IllegalStateException("intended: all fail on one message");
                        });
                backend.subscribe(topic, failing, clients.durable(client));
                failing.awaitCount(1);
            }
        }
        String deadLetterTopic = prefix + ":" + DeadLetter.TOPIC;
        int expected = topics.size() * ids.size();
        tck.awaiter().until(() -> backend.getMessagesForTopic(deadLetterTopic).size() >= expected);
        Set<List<String>> told = new HashSet<>();
        List<Message> letters = backend.getMessagesForTopic(deadLetterTopic);
        letters.forEach(letter -> told.add(List.of(
                String.valueOf(letter.payload().get("client_id")),
                String.valueOf(letter.payload().get("original_topic")))));
        verify.that(
                letters.size() == expected && told.size() == expected,
                "a message on which " + ids.size() + " clients fail in " + topics.size()
                        + " topics has a dead letter for each",
                () -> letters.size() + " of " + told);
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_aMessageIsTriedAsOftenAsAskedFor() {
        MessagingBackend backend = tck.backend();
        String prefix = tck.newNamespace();
        String topic = prefix + ":topic";
        String client = clients.id();
        List<Message> stored = messages.next(3);
        AtomicInteger attempts = new AtomicInteger();
        Recorder recorder = tck.recorder("the client that tries three times").throwing(message -> {
            if (message.equals(stored.get(0)) || message.equals(stored.get(1)) && attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("intended: always the first, twice the second");
            }
        });
        backend.subscribe(topic, recorder, clients.durable(client).maxAttempts(3));
        tck.store(backend, topic, stored);
        Message a = stored.get(0);
        Message b = stored.get(1);
        recorder.awaitExactly(List.of(a, a, a, b, b, b, stored.get(2)));
        String deadLetterTopic = prefix + ":" + DeadLetter.TOPIC;
        tck.awaiter().until(() -> !clients.letters(deadLetterTopic, client).isEmpty());
        List<GemstoneId> answered = clients.letters(deadLetterTopic, client).stream()
                .map(letter -> letter.inResponseTo().orElse(GemstoneId.ZERO))
                .toList();
        verify.ids("the messages with a dead letter", List.of(a.id()), answered);
    }

    @Rule(value = "DUR-06", requires = DURABLE_SUBSCRIPTION)
    void dur06_aFailingDeadLetterHandlerMakesNoFurtherDeadLetter() {
        MessagingBackend backend = tck.backend();
        String prefix = tck.newNamespace();
        String topic = prefix + ":topic";
        String deadLetterTopic = prefix + ":" + DeadLetter.TOPIC;
        String client = clients.id();
        Recorder deadLetterHandler = tck.recorder("the handler of dead letters").throwing(m -> {
            throw new IllegalStateException("intended: the handler of dead letters fails too");
        });
        backend.subscribe(deadLetterTopic, deadLetterHandler, clients.durable(clients.id() + "-undertaker"));
        Recorder failing = tck.recorder("the client whose handler throws").throwing(m -> {
            throw new IllegalStateException("intended");
        });
        backend.subscribe(topic, failing, clients.durable(client));
        List<Message> stored = messages.next(3);
        for (int i = 0; i < stored.size(); i++) {
            tck.store(backend, topic, stored.get(i));
            deadLetterHandler.awaitCount(i + 1);
        }
        tck.awaiter().comesAfterAll(() -> deadLetterHandler.count() > stored.size());
        List<Message> letters = backend.getMessagesForTopic(deadLetterTopic);
        verify.equal("the number of dead letters after three failures", stored.size(), letters.size());
        deadLetterHandler.awaitExactly(TestMessages.inTimeOrder(letters));
    }
}
