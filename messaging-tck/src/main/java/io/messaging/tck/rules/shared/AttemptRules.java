package io.messaging.tck.rules.shared;

import static io.messaging.backend.Capability.SHARED_SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.Delivery;
import io.messaging.backend.RejectedDeliveryException;
import io.messaging.backend.RetryLaterException;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Messages on which the members of a group fail: SHR-06. */
public class AttemptRules {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration TOO_LONG = Duration.ofHours(1);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public AttemptRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SHR-06", requires = SHARED_SUBSCRIPTION)
    void shr06_aFailingMessageIsTriedAgainAndThenBecomesADeadLetter() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(5);
        Message failing = stored.get(1);
        IllegalStateException failure = new IllegalStateException("intended: every attempt at the second message");
        for (int i = 0; i < 2; i++) {
            group.member("a member that fails on one message", delivery -> failOn(failing, delivery, failure))
                    .join(tck.anotherInstance(), group.options().maxAttempts(3));
        }
        tck.store(group.topic(), stored);
        DeadLetter letter = group.awaitLetter();
        verifyLetter(letter, group, failing, failure);
        group.awaitBegun(stored.size() + 2);
        tck.awaiter().comesAfterAll(() -> group.begun().size() > stored.size() + 2);
        verify.equal(
                "the attempts at the message on which members fail, of 3 allowed,",
                List.of(1, 2, 3),
                group.begun(failing).stream().map(Delivery::attempt).toList());
        verify.equal(
                "what these attempts say of a redelivery",
                List.of(false, true, true),
                group.begun(failing).stream().map(Delivery::redelivered).toList());
        verify.sameMessages(
                "what the members together have handled",
                stored.stream().filter(message -> !message.equals(failing)).toList(),
                TestGroup.messages(group.handled()));
        group.await("with nothing left to handle", status -> status.lag() == 0);
    }

    private static void failOn(Message failing, Delivery delivery, RuntimeException failure) {
        if (delivery.message().id().equals(failing.id())) {
            throw failure;
        }
    }

    private void verifyLetter(DeadLetter letter, TestGroup group, Message original, RuntimeException failure) {
        verify.equal("the client_id of a group's dead letter", group.name(), letter.clientId());
        verify.equal("a dead letter's topic", group.topic(), letter.originalTopic());
        verify.sameMessage("a dead letter", original, letter.original());
        verify.equal("a dead letter's error type", failure.getClass().getSimpleName(), letter.errorName());
        verify.equal("a dead letter's error message", failure.getMessage(), letter.errorMessage());
    }

    @Rule(value = "SHR-06", requires = SHARED_SUBSCRIPTION)
    void shr06_aMessageThatWaitsForItsNextAttemptHoldsUpNoOther() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(5);
        IllegalStateException failure = new IllegalStateException("intended: the first message");
        TestMember member = group.member("the only member", delivery -> failOn(stored.get(0), delivery, failure));
        member.join(tck.backend(), group.options().maxAttempts(3).retryBackoff(TOO_LONG));
        tck.store(group.topic(), stored);
        group.awaitHandled(stored.subList(1, stored.size()));
        tck.awaiter().comesAfterAll(() -> group.begun().size() > stored.size());
        verify.messages(
                "what the only member is called for during the pause of the first message",
                stored,
                TestGroup.messages(member.begun()));
    }

    @Rule(value = "SHR-06", requires = SHARED_SUBSCRIPTION)
    void shr06_theNextAttemptComesAfterTheBackoff() {
        verifyPause(PAUSE, new IllegalStateException("intended: the first attempt"));
    }

    @Rule(value = "SHR-06", requires = SHARED_SUBSCRIPTION)
    void shr06_theNextAttemptComesAfterThePauseThatTheHandlerNames() {
        verifyPause(TOO_LONG, new RetryLaterException(PAUSE, "intended: the first attempt"));
    }

    private void verifyPause(Duration backoff, RuntimeException failure) {
        TestGroup group = new TestGroup(tck);
        Message message = messages.next();
        AtomicLong failedAt = new AtomicLong();
        AtomicLong pausedNanos = new AtomicLong();
        group.member("the only member", delivery -> {
                    if (delivery.attempt() == 1) {
                        failedAt.set(System.nanoTime());
                        throw failure;
                    }
                    pausedNanos.set(System.nanoTime() - failedAt.get());
                })
                .join(tck.backend(), group.options().maxAttempts(2).retryBackoff(backoff));
        tck.store(group.topic(), message);
        group.awaitHandled(List.of(message));
        verify.that(
                pausedNanos.get() >= PAUSE.toNanos(),
                "a message is tried again no sooner than after its pause of " + PAUSE.toMillis() + " ms",
                () -> "it was after " + pausedNanos.get() / 1_000 + " us");
    }

    @Rule(value = "SHR-06", requires = SHARED_SUBSCRIPTION)
    void shr06_aRejectedMessageIsADeadLetterAtOnce() {
        TestGroup group = new TestGroup(tck);
        List<Message> stored = messages.next(2);
        RejectedDeliveryException rejection = new RejectedDeliveryException("intended: not for this group");
        group.member("the only member", delivery -> failOn(stored.get(0), delivery, rejection))
                .join(tck.backend(), group.options().maxAttempts(5));
        tck.store(group.topic(), stored);
        verifyLetter(group.awaitLetter(), group, stored.get(0), rejection);
        group.awaitHandled(stored.subList(1, 2));
        verify.equal(
                "how often a message is tried that the handler rejects",
                1,
                group.begun(stored.get(0)).size());
    }
}
