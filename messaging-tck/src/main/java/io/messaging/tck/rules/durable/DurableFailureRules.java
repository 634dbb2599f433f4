package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.CROSS_PROCESS;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.RECONNECT;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.OtherProcess;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.IdDifference;
import io.messaging.tck.spec.Rule;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Durable clients whose handlers fail, wait or die: DUR-05 to DUR-07, DUR-09. */
public class DurableFailureRules {
    private static final Set<String> DEAD_LETTER_KEYS = Set.of(
            "backend", "client_id", "original_topic", "original_id", "original_message", "error_type", "error_message");
    private static final int TOPICS = 4;
    private static final int MESSAGES_PER_TOPIC = 250;
    private static final int HANDLED_BEFORE_THE_END = 5;

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
        verify.equal(
                "the keys of a dead letter's payload",
                DEAD_LETTER_KEYS,
                Set.copyOf(letter.payload().keySet()));
        verify.that(letter.isErrorMessage(), "a dead letter is an error message", letter::toString);
        DeadLetter content = DeadLetter.fromMessage(letter);
        verify.that(!content.backend().isBlank(), "a dead letter names the backend", letter::toString);
        verify.equal("a dead letter's client", client, content.clientId());
        verify.equal("a dead letter's topic", topic, content.originalTopic());
        verify.equal(
                "a dead letter's original_id",
                original.id().toBigInteger(),
                number(letter.payload().get("original_id")));
        verify.sameMessage("a dead letter", original, content.original());
        verify.equal("a dead letter's error type", failure.getClass().getName(), content.errorType());
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

    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_aClientHandlesOneMessageAtATimeAcrossItsTopics() {
        String client = clients.id();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<MessagingBackend> instances = tck.instances();
        List<Recorder> recorders = new ArrayList<>();
        List<List<Message>> stored = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            String topic = tck.topic();
            List<Message> ofTopic = messages.next(tck.volumes().share(MESSAGES_PER_TOPIC));
            stored.add(ofTopic);
            Recorder recorder = tck.recorder("the client in topic " + i).doing(message -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                if (messages.random(4) == 0) {
                    LockSupport.parkNanos(20_000);
                }
                running.decrementAndGet();
            });
            recorders.add(recorder);
            instances.get(i % instances.size()).subscribe(topic, recorder, clients.durable(client));
            tck.workers().start("storer-" + i, () -> {
                tck.store(topic, ofTopic);
            });
        }
        tck.workers().join();
        Recorder.awaitExactly(recorders, stored);
        verify.equal("how many messages of one client were handled at once", 1, most.get());
    }

    /** Its turn is over with the handler, however the subscription has ended. */
    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_aClientGoesOnElsewhereAfterItHasLeftInAHandler() {
        MessagingBackend backend = tck.backend();
        String client = clients.id();
        List<String> topics = List.of(tck.topic(), tck.topic());
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        Recorder leaving = tck.recorder("the client in a topic that it leaves").doing(message -> {
            own.join().close();
            closed.countDown();
        });
        Recorder staying = tck.recorder("the client in another topic");
        backend.subscribe(topics.get(1), staying, clients.durable(client));
        own.complete(backend.subscribe(topics.get(0), leaving, clients.durable(client)));
        tck.store(backend, topics.get(0), messages.next());
        tck.await(closed, "close() in a handler returns");
        Message message = messages.next();
        tck.store(backend, topics.get(1), message);
        staying.awaitExactly(List.of(message));
    }

    @Rule(value = "DUR-07", requires = DURABLE_SUBSCRIPTION)
    void dur07_whileAClientHandlesAMessageItGetsNoOther() {
        String client = clients.id();
        List<String> topics = List.of(tck.topic(), tck.topic());
        List<MessagingBackend> instances = tck.instances();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder busy = tck.recorder("the client in its first topic").doing(message -> {
            handling.countDown();
            tck.await(release, "the test looks for a second message");
        });
        Recorder waiting = tck.recorder("the client in its second topic");
        instances.get(0).subscribe(topics.get(0), busy, clients.durable(client));
        instances.get(instances.size() - 1).subscribe(topics.get(1), waiting, clients.durable(client));
        Message first = messages.next();
        Message second = messages.next();
        tck.workers().start("storer", () -> tck.store(topics.get(0), first));
        tck.await(handling, "the first message arrives");
        tck.workers().start("storer", () -> tck.store(topics.get(1), second));
        tck.settle(topics.get(1), 1);
        tck.awaiter().comesAfterAll(() -> waiting.count() > 0);
        int meanwhile = waiting.count();
        release.countDown();
        tck.workers().join();
        verify.equal("how many messages a client got while it was handling another", 0, meanwhile);
        waiting.awaitExactly(List.of(second));
    }

    @Rule(
            value = "DUR-09",
            requires = {DURABLE_SUBSCRIPTION, CROSS_PROCESS})
    void dur09_whatAKilledProcessWasHandlingComesAgain() {
        String topic = tck.topic();
        String client = clients.id();
        List<Message> stored = messages.next(10);
        tck.backend(); // open before and after, so that the messages outlive the process
        try (OtherProcess other = tck.startOtherProcess()) {
            other.handleDurably(topic, client, HANDLED_BEFORE_THE_END);
            tck.store(topic, stored);
            verify.ids(
                    "the message that the other process is handling",
                    List.of(stored.get(HANDLED_BEFORE_THE_END).id()),
                    List.of(other.handling()));
            // What says that the one before was handled may still be under way, and would die with the process.
            int unhandled = stored.size() - HANDLED_BEFORE_THE_END;
            tck.awaiter().until(() -> clients.lag(topic, client) <= unhandled);
            other.kill();
        }
        Recorder recorder = clients.subscribe(topic, client, "the client in a process that lives");
        recorder.awaitExactlyAndNoMore(tck.backend(), topic, stored.subList(HANDLED_BEFORE_THE_END, stored.size()));
    }

    @Rule(
            value = "DUR-09",
            requires = {DURABLE_SUBSCRIPTION, RECONNECT})
    @ResourceLock(value = Rule.CONNECTIONS, mode = ResourceAccessMode.READ_WRITE)
    void dur09_noMessageIsSkippedWhenTheConnectionIsCutInMidHandler() {
        String topic = tck.topic();
        List<Message> stored = messages.next(10);
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch cut = new CountDownLatch(1);
        Recorder recorder = tck.recorder("the client whose connection is cut").doing(message -> {
            if (message.id().equals(stored.get(HANDLED_BEFORE_THE_END).id())) {
                handling.countDown();
                tck.await(cut, "the connection is cut");
            }
        });
        tck.backend().subscribe(topic, recorder, clients.durable(clients.id()));
        tck.workers().start("storer", () -> {
            for (Message message : stored) {
                tck.storeDespiteCuts(topic, message);
            }
        });
        tck.await(handling, "the message arrives");
        tck.cutConnections();
        cut.countDown();
        tck.workers().join();
        recorder.await(stored.get(stored.size() - 1));
        tck.awaiter().comesAfterAll(() -> recorder.count() > stored.size() + 1);
        List<Message> once = recorder.messages().stream().distinct().toList();
        verify.messages("what the client receives, repetitions aside", stored, once);
        // The one that was being handled may come twice, at its place.
        List<GemstoneId> twice = new ArrayList<>(TestMessages.ids(stored));
        twice.add(HANDLED_BEFORE_THE_END, stored.get(HANDLED_BEFORE_THE_END).id());
        List<GemstoneId> came = recorder.ids();
        verify.that(
                came.equals(TestMessages.ids(stored)) || came.equals(twice),
                "only the message that was being handled may come again",
                () -> IdDifference.shown(came));
    }
}
