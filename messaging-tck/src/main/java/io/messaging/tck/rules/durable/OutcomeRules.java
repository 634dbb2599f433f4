package io.messaging.tck.rules.durable;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Handlers that say what is to become of a message that they do not handle: DUR-12. */
public class OutcomeRules {
    private static final Duration PAUSE = Duration.ofMillis(150);
    private static final Duration TOO_LONG = Duration.ofHours(1);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final TestClients clients;

    public OutcomeRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
        clients = new TestClients(tck);
    }

    @Rule(value = "DUR-12", requires = DURABLE_SUBSCRIPTION)
    void dur12_aRetryComesAfterTheNamedPauseAndNotAfterALongerBackoff() {
        verifyPause(TOO_LONG);
    }

    @Rule(value = "DUR-12", requires = DURABLE_SUBSCRIPTION)
    void dur12_aRetryComesAfterTheNamedPauseAndNotAfterAShorterBackoff() {
        verifyPause(Duration.ZERO);
    }

    /** The first message is tried twice, and the second one waits meanwhile. */
    private void verifyPause(Duration backoff) {
        String topic = tck.newNamespace() + ":topic";
        List<Message> stored = messages.next(2);
        AtomicLong failedAt = new AtomicLong();
        AtomicLong pausedNanos = new AtomicLong();
        Recorder recorder = tck.recorder("the client that asks for a retry").throwing(message -> {
            if (!message.equals(stored.get(0))) {
                return;
            }
            if (failedAt.get() != 0) {
                pausedNanos.set(System.nanoTime() - failedAt.get());
            } else {
                failedAt.set(System.nanoTime());
                throw new RetryLaterException(PAUSE, "intended: the first attempt");
            }
        });
        tck.backend().subscribe(topic, recorder, failing(clients.id(), 3, backoff));
        tck.store(topic, stored);
        recorder.awaitExactly(List.of(stored.get(0), stored.get(0), stored.get(1)));
        verify.that(
                pausedNanos.get() >= PAUSE.toNanos(),
                "a message is tried again no sooner than the " + PAUSE.toMillis() + " ms that its handler named",
                () -> "it was after " + pausedNanos.get() / 1_000 + " us");
    }

    @Rule(value = "DUR-12", requires = DURABLE_SUBSCRIPTION)
    void dur12_aRetryIsAnAttempt() {
        RetryLaterException failure = new RetryLaterException(Duration.ofMillis(1), "intended: never yet");
        verifyDeadLetter(failure, 2, 2, Duration.ZERO);
    }

    @Rule(value = "DUR-12", requires = DURABLE_SUBSCRIPTION)
    void dur12_aRejectedMessageIsADeadLetterAtOnce() {
        verifyDeadLetter(new RejectedDeliveryException("intended: not for this client"), 5, 1, TOO_LONG);
    }

    @Rule(value = "DUR-12", requires = DURABLE_SUBSCRIPTION)
    void dur12_aRejectionAfterOtherFailuresIsTheLastAttempt() {
        AtomicInteger attempts = new AtomicInteger();
        RejectedDeliveryException rejection = new RejectedDeliveryException("intended: the second attempt");
        String prefix = tck.newNamespace();
        String client = clients.id();
        Message message = messages.next();
        Recorder recorder = tck.recorder("the client that rejects at its second attempt")
                .throwing(m -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IllegalStateException("intended: the first attempt");
                    }
                    throw rejection;
                });
        tck.backend().subscribe(prefix + ":topic", recorder, failing(client, 5, Duration.ZERO));
        tck.store(prefix + ":topic", message);
        verifyLetter(prefix, client, message, rejection);
        recorder.awaitExactly(List.of(message, message));
    }

    private void verifyDeadLetter(RuntimeException failure, int maxAttempts, int attempts, Duration backoff) {
        String prefix = tck.newNamespace();
        String client = clients.id();
        List<Message> stored = messages.next(attempts == 1 ? 2 : 3);
        Message failing = stored.get(0);
        Recorder recorder = tck.recorder(
                        "the client that throws " + failure.getClass().getSimpleName())
                .throwing(message -> {
                    if (message.equals(failing)) {
                        throw failure;
                    }
                });
        tck.backend().subscribe(prefix + ":topic", recorder, failing(client, maxAttempts, backoff));
        tck.store(prefix + ":topic", stored);
        List<Message> expected = new ArrayList<>(Collections.nCopies(attempts, failing));
        expected.addAll(stored.subList(1, stored.size()));
        recorder.awaitExactly(expected);
        verifyLetter(prefix, client, failing, failure);
    }

    private void verifyLetter(String prefix, String client, Message failing, RuntimeException failure) {
        String deadLetterTopic = prefix + ":" + DeadLetter.TOPIC;
        DeadLetter letter = DeadLetter.fromMessage(clients.awaitLetter(deadLetterTopic, client, failing));
        verify.equal("a dead letter's error type", failure.getClass().getSimpleName(), letter.errorName());
        verify.equal("a dead letter's error message", failure.getMessage(), letter.errorMessage());
        verify.equal(
                "the number of dead letters of the client",
                1,
                clients.letters(deadLetterTopic, client).size());
    }

    @Rule(
            value = "DUR-12",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void dur12_aPlainSubscriptionIsDoneWithAMessageWhateverItsHandlerThrows() {
        String topic = tck.topic();
        List<Message> stored = messages.next(3);
        Recorder recorder = tck.recorder("the plain subscriber that throws").throwing(message -> {
            if (message.equals(stored.get(0))) {
                throw new RetryLaterException(TOO_LONG, "intended");
            } else if (message.equals(stored.get(1))) {
                throw new RejectedDeliveryException("intended");
            }
        });
        tck.backend().subscribe(topic, recorder);
        tck.store(topic, stored);
        recorder.awaitExactly(stored);
    }

    private SubscriptionOptions failing(String client, int maxAttempts, Duration backoff) {
        return clients.durable(client).maxAttempts(maxAttempts).retryBackoff(backoff);
    }
}
