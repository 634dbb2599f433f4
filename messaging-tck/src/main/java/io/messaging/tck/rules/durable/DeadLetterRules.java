package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** What follows from a durable client's failures: their order, where dead letters are, attempts and pauses. DUR-05. */
public class DeadLetterRules {
    private static final int LONG_TEXT = 10_000;
    private static final int LONGEST_ERROR_MESSAGE = 4_000;
    private static final int CERTAINLY_KEPT = 1_000;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(30);
    private static final double CLOCK_TOLERANCE = 0.9;
    private static final int PAUSING_CLIENTS = 3;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public DeadLetterRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_whatComesAfterAFailureIsInStoringOrder() {
        List<Recorder> recorders = new ArrayList<>();
        List<List<Message>> expected = new ArrayList<>();
        for (int attempts = 1; attempts <= 2; attempts++) {
            for (boolean waiting : new boolean[] {true, false}) {
                // Neither priorities nor times follow the order of storing.
                List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(20));
                List<Message> failing = List.of(stored.get(0), stored.get(6), stored.get(7), stored.get(13));
                recorders.add(failsIn(stored, failing, attempts, waiting));
                List<Message> deliveries = new ArrayList<>();
                for (Message message : stored) {
                    int times = failing.contains(message) ? attempts : 1;
                    for (int i = 0; i < times; i++) {
                        deliveries.add(message);
                    }
                }
                expected.add(deliveries);
            }
        }
        Recorder.awaitExactly(recorders, expected);
    }

    /** The messages wait before the client comes, or behind the first one, whose handler runs until all are stored. */
    private Recorder failsIn(List<Message> stored, List<Message> failing, int attempts, boolean waiting) {
        String topic = tck.topic();
        CountDownLatch allStored = new CountDownLatch(1);
        Recorder recorder = tck.recorder("a client that fails here and there").throwing(message -> {
            tck.await(allStored, "messages are stored while a handler runs");
            if (failing.contains(message)) {
                throw new IllegalStateException("intended: fails on this message");
            }
        });
        SubscriptionOptions options = clients.durable(clients.id()).maxAttempts(attempts);
        if (waiting) {
            tck.store(topic, stored);
            allStored.countDown();
            tck.backend().subscribe(topic, recorder, options);
        } else {
            tck.backend().subscribe(topic, recorder, options);
            tck.storeInTurn(topic, stored);
            allStored.countDown();
            tck.workers().join();
        }
        return recorder;
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_deadLettersAreInTheNamespaceOfTheSubscriptionOrOfTheTopic() {
        MessagingBackend backend = tck.backend();
        String given = tck.newNamespace();
        String prefix = tck.newNamespace();
        Map<String, String> namespaces = new LinkedHashMap<>(); // of the dead letters, by client
        Map<String, String> topics = new LinkedHashMap<>();
        Map<String, Message> originals = new LinkedHashMap<>();
        for (boolean withNamespace : new boolean[] {true, false}) {
            for (boolean withPrefix : new boolean[] {true, false}) {
                String topic = (withPrefix ? prefix + ":" : "") + tck.topic();
                String client = clients.id();
                SubscriptionOptions options = SubscriptionOptions.durable(client);
                backend.subscribe(
                        topic, clients.failing("client " + client), withNamespace ? options.namespace(given) : options);
                Message original = messages.next();
                tck.store(backend, topic, original);
                topics.put(client, topic);
                originals.put(client, original);
                namespaces.put(client, withNamespace ? given : withPrefix ? prefix : "default");
            }
        }
        namespaces.forEach((client, namespace) -> {
            String topic = topics.get(client);
            Message letter = clients.awaitLetter(DeadLetter.topicFor(topic), client, originals.get(client));
            verify.equal("the format of a dead letter", "generic_json", letter.format());
            for (String other : Set.of(given, prefix, "default", tck.namespace())) {
                List<GemstoneId> found = TestMessages.ids(backend.getMessagesById(other, List.of(letter.id())));
                verify.ids(
                        "what namespace '" + other + "' has of a dead letter from topic '" + topic
                                + "' that belongs to '" + namespace + "'",
                        other.equals(namespace) ? List.of(letter.id()) : List.of(),
                        found);
            }
            verify.ids(
                    "the topic of a message that became a dead letter",
                    List.of(originals.get(client).id()),
                    TestMessages.ids(backend.getMessagesForTopic(topic)));
        });
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_aLongErrorMessageIsCut() {
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        String text = "intended: " + "long ".repeat(LONG_TEXT / 5);
        tck.backend()
                .subscribe(
                        topic,
                        tck.recorder("a client with much to say").throwing(message -> {
                            throw new IllegalStateException(text);
                        }),
                        clients.durable(client));
        Message original = messages.next();
        tck.store(topic, original);
        String said = DeadLetter.fromMessage(clients.awaitLetter(DeadLetter.topicFor(topic), client, original))
                .errorMessage();
        verify.that(
                said.length() <= LONGEST_ERROR_MESSAGE && said.startsWith(text.substring(0, CERTAINLY_KEPT)),
                "a dead letter has the beginning of a long error message, at most " + LONGEST_ERROR_MESSAGE
                        + " characters",
                () -> said.length() + " characters: " + said.substring(0, Math.min(80, said.length())));
    }

    /** A crash in between then costs a repetition, and not a message. */
    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_theDeadLetterIsStoredBeforeThePositionMoves() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.next(2);
        CountDownLatch release = new CountDownLatch(1);
        Recorder recorder = tck.recorder("a client that fails, and then waits").throwing(message -> {
            if (message.id().equals(stored.get(0).id())) {
                throw new IllegalStateException("intended: fails on the first message");
            }
            tck.await(release, "the test looks for the dead letter");
        });
        backend.subscribe(topic, recorder, clients.durable(client));
        try {
            tck.storeInTurn(topic, stored);
            boolean moved = tck.awaiter().until(() -> clients.lag(topic, client) < stored.size());
            int letters = clients.letters(DeadLetter.topicFor(topic), client).size();
            verify.that(moved, "the position moves on after a failure", () -> "it stays");
            verify.equal("the number of dead letters once the position has moved", 1, letters);
        } finally {
            release.countDown();
        }
        tck.workers().join();
        recorder.awaitExactly(stored);
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_attemptsAreCountedForEachMessageAndAsTheSubscriptionSays() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(6));
        List<Integer> failures = List.of(3, 2, 2, 3, 1, 0); // of three attempts
        Map<GemstoneId, Integer> left = new java.util.concurrent.ConcurrentHashMap<>();
        List<Message> deliveries = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            left.put(stored.get(i).id(), failures.get(i));
            for (int attempt = 0; attempt < Math.min(3, failures.get(i) + 1); attempt++) {
                deliveries.add(stored.get(i));
            }
        }
        Recorder letters = tck.recorder("a plain subscriber of the dead letters");
        backend.subscribe(DeadLetter.topicFor(topic), letters);
        Recorder three = tck.recorder("a client with three attempts").throwing(message -> {
            if (left.merge(message.id(), -1, Integer::sum) >= 0) {
                throw new IllegalStateException("intended: fails as often as planned");
            }
        });
        Subscription subscription =
                backend.subscribe(topic, three, clients.durable(client).maxAttempts(3));
        tck.store(backend, topic, stored);
        three.awaitExactly(deliveries);
        letters.awaitCount(2);
        subscription.close();
        Message last = messages.next();
        Recorder one = clients.failing("the client with one attempt, later");
        backend.subscribe(topic, one, clients.durable(client).maxAttempts(1));
        tck.store(backend, topic, last);
        one.awaitExactly(List.of(last));
        letters.awaitCount(3);
        verify.ids(
                "the messages whose dead letters a subscriber gets, in this order",
                List.of(stored.get(0).id(), stored.get(3).id(), last.id()),
                letters.messages().stream()
                        .map(letter -> letter.inResponseTo().orElse(GemstoneId.ZERO))
                        .toList());
    }

    /** Pauses are only ever longer on a busy machine. Several clients, so that luck helps no backend. */
    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_eachPauseBetweenAttemptsIsTwiceAsLong() {
        int attempts = 4;
        List<List<Long>> startNanos = new ArrayList<>();
        List<List<Long>> endNanos = new ArrayList<>();
        List<Recorder> recorders = new ArrayList<>();
        Message message = messages.next();
        for (int i = 0; i < PAUSING_CLIENTS; i++) {
            String topic = tck.topic();
            List<Long> starts = java.util.Collections.synchronizedList(new ArrayList<>());
            List<Long> ends = java.util.Collections.synchronizedList(new ArrayList<>());
            startNanos.add(starts);
            endNanos.add(ends);
            Recorder recorder = tck.recorder("client " + i + ", which pauses").throwing(m -> {
                starts.add(System.nanoTime());
                ends.add(System.nanoTime());
                throw new IllegalStateException("intended: fails at every attempt");
            });
            recorders.add(recorder);
            tck.backend()
                    .subscribe(
                            topic,
                            recorder,
                            clients.durable(clients.id()).maxAttempts(attempts).retryBackoff(FIRST_PAUSE));
            tck.workers().start("storer", () -> tck.store(topic, message));
        }
        tck.workers().join();
        recorders.forEach(recorder -> recorder.awaitCount(attempts));
        for (int i = 0; i < PAUSING_CLIENTS; i++) {
            for (int pause = 1; pause < attempts; pause++) {
                long millis = (startNanos.get(i).get(pause) - endNanos.get(i).get(pause - 1)) / 1_000_000;
                long least = (long) (CLOCK_TOLERANCE * FIRST_PAUSE.toMillis() * (1 << (pause - 1)));
                int number = pause;
                verify.that(
                        millis >= least,
                        "pause " + number + " after a retryBackoff of " + FIRST_PAUSE.toMillis() + " ms takes at least "
                                + least + " ms",
                        () -> millis + " ms");
            }
        }
    }

    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_aPauseHoldsUpNobodyAndEndsWithTheSubscription() {
        MessagingBackend backend = tck.backend();
        String topic = tck.newNamespace() + ":topic";
        String client = clients.id();
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(5));
        Recorder pausing = clients.failing("a client that pauses for an hour");
        Recorder plain = tck.recorder("a plain subscriber beside it");
        Recorder other = tck.recorder("another client beside it");
        backend.subscribe(topic, plain);
        backend.subscribe(topic, other, clients.durable(clients.id()));
        Subscription subscription = backend.subscribe(
                topic, pausing, clients.durable(client).maxAttempts(2).retryBackoff(Duration.ofHours(1)));
        tck.storeInTurn(topic, stored);
        pausing.awaitCount(1);
        if (tck.has(ASYNC_DELIVERY)) {
            Recorder.awaitExactly(List.of(plain, other), List.of(stored, stored));
        }
        tck.workers()
                .mustEnd("closer", subscription::close, "close() during a pause between attempts returns", "it hangs");
        tck.workers().join();
        Recorder.awaitExactly(List.of(plain, other, pausing), List.of(stored, stored, stored.subList(0, 1)));
        Recorder again = tck.recorder("the client after it left in a pause");
        backend.subscribe(topic, again, clients.durable(client).maxAttempts(2));
        again.awaitExactly(stored);
        verify.equal(
                "the number of dead letters of a client that left before its last attempt",
                0,
                clients.letters(DeadLetter.topicFor(topic), client).size());
    }

    /** Most of what fails then fails because of the end. */
    @Rule(value = "DUR-05", requires = DURABLE_SUBSCRIPTION)
    void dur05_whatFailsWhileItsClientLeavesComesAgain() {
        MessagingBackend backend = tck.backend();
        for (boolean closing : new boolean[] {true, false}) {
            String topic = tck.newNamespace() + ":topic";
            String client = clients.id();
            List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(3));
            CompletableFuture<Subscription> own = new CompletableFuture<>();
            CountDownLatch left = new CountDownLatch(1);
            AtomicBoolean first = new AtomicBoolean(true);
            Recorder leaving = tck.recorder("a client that leaves and then fails")
                    .throwing(message -> {
                        if (first.getAndSet(false)) {
                            if (closing) {
                                own.join().close();
                            } else {
                                backend.unsubscribe(topic, client);
                            }
                            left.countDown();
                            throw new IllegalStateException("intended: fails after it has left");
                        }
                    });
            own.complete(backend.subscribe(topic, leaving, clients.durable(client)));
            tck.storeInTurn(topic, stored);
            tck.await(left, "a client leaves in its handler");
            tck.workers().join();
            Recorder again = clients.subscribe(topic, client, "the client that failed when it had left");
            again.awaitExactly(stored);
            leaving.awaitExactly(stored.subList(0, 1));
            verify.equal(
                    "the number of dead letters of what failed after the client had left",
                    0,
                    clients.letters(DeadLetter.topicFor(topic), client).size());
        }
    }
}
