package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.message.Message;
import io.messaging.tck.engine.Awaiter;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** In which order and how handlers are called, and what their failures cost: SUB-03, SUB-04, SUB-06. */
public class DeliveryRules {
    private static final int ORDERED_MESSAGES = 3_000;
    private static final int LONGEST_HANDLING_MICROS = 150;
    private static final int STORERS = 6;
    private static final int MESSAGES_PER_STORER = 300;
    private static final int FAILURES_BY_TURNS = 60;
    private static final int FAILURES_IN_A_ROW = 110;
    private static final int LARGE_BYTES = 100 * 1_024;
    private static final int EVERY_SO_MANY_LARGE = 300;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public DeliveryRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    /** Takes a moment, another one each time. */
    private MessageHandler takingRandomTime() {
        return message -> {
            int micros = messages.random(LONGEST_HANDLING_MICROS);
            if (micros % 3 == 0) {
                Awaiter.letTimePass(Duration.of(micros, ChronoUnit.MICROS));
            } else if (micros % 3 == 1) {
                Thread.yield();
            }
        };
    }

    @Rule(value = "SUB-03", requires = SUBSCRIPTION)
    void sub03_deliveryOrderIsStoringOrder() {
        String topic = tck.topic();
        List<Recorder> recorders = new ArrayList<>();
        for (MessagingBackend instance : tck.instances()) {
            recorders.add(tck.recorder("a quick subscriber"));
            recorders.add(tck.recorder("a subscriber that takes random time").doing(takingRandomTime()));
            instance.subscribe(topic, recorders.get(recorders.size() - 2));
            instance.subscribe(topic, recorders.get(recorders.size() - 1));
        }
        // Neither priorities nor times follow the order of storing.
        List<Message> stored =
                messages.shuffled(messages.nextOfMixedPriorities(tck.volumes().atMost(ORDERED_MESSAGES)));
        List<Message> withLarge = withLargeOnes(stored);
        int third = withLarge.size() / 3;
        tck.store(topic, withLarge.subList(0, third));
        tck.storeMany(topic, withLarge.subList(third, withLarge.size()));
        Recorder.awaitExactly(recorders, Collections.nCopies(recorders.size(), withLarge));
    }

    /** Here and there a large one, which must not be overtaken. */
    private List<Message> withLargeOnes(List<Message> small) {
        List<Message> all = new ArrayList<>();
        for (Message message : small) {
            if (all.size() % EVERY_SO_MANY_LARGE == 0) {
                all.add(tck.large(LARGE_BYTES));
            }
            all.add(message);
        }
        return all;
    }

    @Rule(value = "SUB-03", requires = SUBSCRIPTION)
    void sub03_allSubscriptionsAgreeAboutTheOrderOfStoresAtOnce() {
        String topic = tck.topic();
        List<Recorder> recorders = new ArrayList<>();
        List<MessagingBackend> instances = tck.instances();
        for (MessagingBackend instance : instances) {
            for (int i = 0; i < 2; i++) {
                recorders.add(tck.subscriber(instance, topic, "subscriber " + recorders.size()));
            }
        }
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            tck.workers().start("storer-" + i, () -> {
                for (Message message :
                        messages.nextOfMixedPriorities(tck.volumes().share(MESSAGES_PER_STORER))) {
                    tck.store(storer, topic, message);
                }
            });
        }
        tck.workers().join();
        recorders.forEach(
                recorder -> recorder.awaitCount(STORERS * tck.volumes().share(MESSAGES_PER_STORER)));
        for (Recorder recorder : recorders) {
            verify.ids(
                    "what " + recorder.name() + " receives, as subscriber 0 received it",
                    recorders.get(0).ids(),
                    recorder.ids());
        }
    }

    @Rule(value = "SUB-04", requires = SUBSCRIPTION)
    void sub04_aHandlerGetsOneMessageAtATime() {
        String topic = tck.topic();
        Recorder recorder = tck.recorder("the subscriber").doing(takingRandomTime());
        tck.backend().subscribe(topic, recorder);
        List<MessagingBackend> instances = tck.instances();
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            tck.workers().start("storer-" + i, () -> {
                tck.store(storer, topic, messages.next(tck.volumes().share(MESSAGES_PER_STORER)));
            });
        }
        tck.workers().join();
        recorder.awaitCount(STORERS * tck.volumes().share(MESSAGES_PER_STORER));
        verify.equal("how many deliveries to one subscription ran at once", 1, recorder.mostRunningAtOnce());
    }

    @Rule(value = "SUB-06", requires = SUBSCRIPTION)
    void sub06_aThrowingHandlerCostsItsOwnMessageOnly() {
        String topic = tck.topic();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger foundInterrupted = new AtomicInteger();
        Recorder thrower = tck.recorder("the subscriber that throws").throwing(message -> {
            if (Thread.currentThread().isInterrupted()) {
                foundInterrupted.incrementAndGet();
            }
            throwByTurns(calls.getAndIncrement());
        });
        Recorder neighbour = tck.recorder("its neighbour");
        tck.backend().subscribe(topic, thrower);
        tck.backend().subscribe(topic, neighbour);
        List<Message> stored = messages.next(FAILURES_BY_TURNS + FAILURES_IN_A_ROW + 1);
        tck.workers().start("storer", () -> {
            for (Message message : stored) {
                tck.store(topic, message);
                verify.that(
                        !Thread.currentThread().isInterrupted(),
                        "a handler that leaves its thread interrupted does not interrupt the storer",
                        () -> "it did");
            }
        });
        tck.workers().join();
        thrower.awaitExactly(stored);
        neighbour.awaitExactly(stored);
        verify.equal("how often a handler found its thread interrupted", 0, foundInterrupted.get());
        Recorder afterwards = tck.subscriber(topic, "who subscribes after the throwing");
        afterwards.awaitExactlyAndNoMore(tck.backend(), topic, List.of());
    }

    @Rule(value = "SUB-06", requires = SUBSCRIPTION)
    void sub06_whatComesAfterAFailureIsInStoringOrder() {
        String topic = tck.topic();
        CountDownLatch allStored = new CountDownLatch(1);
        // Neither priorities nor times follow the order of storing.
        List<Message> stored = messages.shuffled(messages.nextOfMixedPriorities(20));
        Set<Integer> failing = Set.of(0, 6, 7, 13);
        Recorder thrower = tck.recorder("the subscriber that throws").throwing(message -> {
            tck.await(allStored, "messages are stored while a handler runs");
            int index = stored.indexOf(message);
            if (failing.contains(index)) {
                Recorder.raise(index % 2 == 0 ? new IOException("intended") : new AssertionError("intended"));
            }
        });
        Recorder elsewhere = tck.recorder("who is subscribed to another topic, and throws too")
                .throwing(message -> {
                    throw new IllegalStateException("intended: fails on every message");
                });
        Recorder unharmed = tck.recorder("who is subscribed to another topic");
        String otherTopic = tck.topic();
        tck.backend().subscribe(topic, thrower);
        tck.backend().subscribe(otherTopic, elsewhere);
        tck.backend().subscribe(otherTopic, unharmed);
        tck.storeInTurn(topic, stored);
        allStored.countDown();
        tck.workers().join();
        tck.store(otherTopic, stored);
        Recorder.awaitExactly(List.of(thrower, elsewhere, unharmed), List.of(stored, stored, stored));
    }

    private static void throwByTurns(int call) throws Exception {
        if (call >= FAILURES_BY_TURNS) {
            throw new IllegalStateException("intended: one of many in a row");
        }
        switch (call % 14) {
            case 0 -> throw new IllegalStateException("intended: an unchecked exception");
            case 1 -> throw new IOException("intended: a checked exception");
            case 2 -> throw new AssertionError("intended: an error");
            case 3 -> throw new InterruptedException("intended: an interrupt");
            case 4 -> Thread.currentThread().interrupt();
            case 5 -> throw new StackOverflowError("intended: a virtual machine's error");
            case 6 -> throw new NoClassDefFoundError("intended: a class that is missing");
            case 7 -> throw new IllegalStateException();
            case 8 -> throw new BackendClosedException("intended: what a backend throws");
            case 9 -> throw new MessagingConnectionException("intended: what a backend throws");
            case 10 -> throw new CompletionException("intended: a failure in a failure", new IOException());
            case 11 -> Recorder.raise(new NeitherExceptionNorError());
            case 12 -> throw new Untellable();
            default -> {
                // One message now and then goes well.
            }
        }
    }

    private static final class NeitherExceptionNorError extends Throwable {
        private static final long serialVersionUID = 1;
    }

    /** Fails again when somebody asks what it is. */
    private static final class Untellable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("intended: a failure that cannot be told");
        }
    }
}
