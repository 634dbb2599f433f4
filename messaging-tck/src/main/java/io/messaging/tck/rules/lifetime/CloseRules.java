package io.messaging.tck.rules.lifetime;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.engine.Warnings;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A close that gives handlers their time: LIFE-06. */
public class CloseRules {
    private static final Duration LONG = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Set<Thread.State> WAITING =
            EnumSet.of(Thread.State.BLOCKED, Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public CloseRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    /** A handler that runs until it is released, with more messages behind it. */
    private final class Running {
        final MessagingBackend backend = tck.open();
        final String topic = tck.topic();
        final CountDownLatch handling = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final AtomicBoolean finished = new AtomicBoolean();
        final AtomicLong interruptedAt = new AtomicLong();
        final Recorder recorder;
        final Subscription subscription;

        /** Starts it; it does the work when it is released. */
        Running(Runnable work) {
            recorder = tck.recorder("the subscriber whose backend is closed").doing(message -> {
                handling.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    interruptedAt.set(System.nanoTime());
                    return;
                }
                work.run();
                finished.set(true);
            });
            subscription = backend.subscribe(topic, recorder);
            tck.workers().start("storer", () -> tck.store(backend, topic, messages.next()));
            tck.await(handling, "the message arrives");
            for (int i = 0; i < 3; i++) {
                tck.workers().start("storer-behind-" + i, () -> tck.store(backend, topic, messages.next()));
            }
            tck.await(
                    () -> backend.getMessagesForTopic(topic).size() > 3,
                    "messages can be stored while a handler runs",
                    "they are not in the topic");
        }

        Thread startClosing(String name, Runnable close) {
            Thread closer = tck.workers().start(name, close::run);
            tck.await(() -> !subscription.isActive(), "a close ends the subscription at once", "it is active");
            return closer;
        }
    }

    @Rule(value = "LIFE-06", requires = SUBSCRIPTION)
    void life06_aRunningHandlerFinishesAndNoneStarts() {
        Running running = new Running(() -> {});
        AtomicBoolean finishedFirst = new AtomicBoolean();
        Thread closer = running.startClosing("closer", () -> {
            running.backend.close(LONG);
            finishedFirst.set(running.finished.get());
        });
        boolean early = tck.awaiter().comesAfterAll(() -> !closer.isAlive() || running.interruptedAt.get() != 0);
        verify.that(
                !early,
                "close() waits for a handler that is running, and does not interrupt it",
                () -> running.interruptedAt.get() != 0 ? "it was interrupted" : "it has returned");
        running.release.countDown();
        tck.workers().join();
        verify.that(
                finishedFirst.get(),
                "close() returns when the handler has ended",
                () -> "it returned before, or the handler did not end");
        tck.awaiter().comesAfterAll(() -> running.recorder.count() > 1);
        verify.equal("how many handlers ran, the rest after close() was called,", 1, running.recorder.count());
    }

    @Rule(value = "LIFE-06", requires = SUBSCRIPTION)
    void life06_aRunningHandlerMayStoreAndReadWhileItsBackendIsClosed() {
        String results = tck.topic();
        Message result = messages.next();
        AtomicBoolean read = new AtomicBoolean();
        Running[] self = new Running[1];
        self[0] = new Running(() -> {
            tck.store(self[0].backend, results, result);
            read.set(self[0].backend.getMessagesForTopic(results).contains(result));
        });
        self[0].startClosing("closer", () -> self[0].backend.close(LONG));
        self[0].release.countDown();
        tck.workers().join();
        tck.checkNoFailure();
        verify.that(read.get(), "a handler that is running can store its result and read it", () -> "it is not there");
    }

    @Rule(
            value = "LIFE-06",
            requires = {SUBSCRIPTION, ASYNC_DELIVERY})
    void life06_aHandlerBeyondTheLimitIsInterruptedAndNamed() {
        verifyInterrupted("MessagingBackend", running -> running.backend.close(SHORT));
    }

    @Rule(
            value = "LIFE-06",
            requires = {SUBSCRIPTION, ASYNC_DELIVERY})
    void life06_closingASubscriptionWithALimitInterruptsItsHandler() {
        verifyInterrupted("Subscription", running -> running.subscription.close(SHORT));
    }

    private void verifyInterrupted(String what, Consumer<Running> close) {
        try (Warnings warnings = new Warnings()) {
            Running running = new Running(() -> {});
            long start = System.nanoTime();
            tck.workers()
                    .mustEnd(
                            "closer",
                            () -> close.accept(running),
                            what + ".close(limit) returns though a handler does not",
                            "it does not");
            tck.await(
                    () -> running.interruptedAt.get() != 0,
                    what + ".close(limit) interrupts a handler that is still running then",
                    "it was not interrupted");
            long nanos = running.interruptedAt.get() - start;
            verify.that(
                    nanos >= SHORT.toNanos(),
                    "a handler has the " + SHORT.toMillis() + " ms of the limit",
                    () -> "it was interrupted after " + nanos / 1_000 + " us");
            if (warnings.areSeen()) {
                verify.that(
                        warnings.name(running.topic),
                        "a warning in the log names the topic of a handler that is interrupted",
                        () -> "none names " + running.topic);
            }
            running.release.countDown();
        }
        tck.workers().join();
    }

    @Rule(value = "LIFE-06", requires = SUBSCRIPTION)
    void life06_aSecondCloseReturnsWithTheFirst() {
        Running running = new Running(() -> {});
        running.startClosing("first-closer", () -> running.backend.close(LONG));
        AtomicBoolean finishedFirst = new AtomicBoolean();
        Thread second = tck.workers().start("second-closer", () -> {
            running.backend.close();
            finishedFirst.set(running.finished.get());
        });
        Duration itsTurn = tck.timeouts().positiveWait().dividedBy(60); // a thread that reads from a socket looks busy
        tck.awaiter().until(() -> !second.isAlive() || WAITING.contains(second.getState()), itsTurn);
        boolean early = tck.awaiter().comesAfterAll(() -> !second.isAlive());
        verify.that(!early, "a second close() returns when the first has ended", () -> "it returned while that waits");
        running.release.countDown();
        tck.workers().join();
        verify.that(
                finishedFirst.get(), "a second close() returns when the first has ended", () -> "it returned before");
    }

    @Rule(value = "LIFE-06", requires = SUBSCRIPTION)
    void life06_aSecondCloseInAHandlerDoesNotWaitForTheFirst() {
        Running[] self = new Running[1];
        self[0] = new Running(() -> self[0].backend.close());
        self[0].startClosing("first-closer", () -> self[0].backend.close(LONG));
        self[0].release.countDown();
        tck.await(self[0].finished::get, "close() returns in a handler that another close waits for", "it does not");
        tck.workers().join();
    }

    @Rule("LIFE-06")
    void life06_aLimitThatIsNoneIsRefusedAndNothingIsClosed() {
        MessagingBackend backend = tck.backend();
        for (Duration limit : new Duration[] {null, Duration.ofMillis(-1)}) {
            verify.refuses("close, limit = " + limit, IllegalArgumentException.class, () -> backend.close(limit));
        }
        tck.store(backend, tck.topic(), messages.next());
        if (tck.hasSubscriptions()) {
            String topic = tck.topic();
            Recorder recorder = tck.recorder("a subscriber that was not closed");
            Subscription subscription = backend.subscribe(topic, recorder);
            verify.refuses(
                    "Subscription.close, limit = null", IllegalArgumentException.class, () -> subscription.close(null));
            Message message = messages.next();
            tck.store(backend, topic, message);
            recorder.awaitExactly(List.of(message));
        }
    }
}
