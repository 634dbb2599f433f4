package io.messaging.tck;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** In which order and how handlers are called, and what they may do: SUB-03, SUB-04, SUB-06 to SUB-08. */
abstract class HandlerRules extends SubscribingRules {
    private static final int ORDERED_MESSAGES = 3_000;
    private static final int LONGEST_HANDLING_MICROS = 150;
    private static final int STORERS = 6;
    private static final int MESSAGES_PER_STORER = 300;
    private static final int CHAIN = 300;
    private static final int FAILURES_BY_TURNS = 60;
    private static final int FAILURES_IN_A_ROW = 110;
    private static final int LARGE_BYTES = 100 * 1_024;
    private static final int EVERY_SO_MANY_LARGE = 300;

    HandlerRules() {}

    /** Takes a moment, another one each time. */
    private MessageHandler takingRandomTime() {
        return message -> {
            int micros = messages().random(LONGEST_HANDLING_MICROS);
            if (micros % 3 == 0) {
                LockSupport.parkNanos(micros * 1_000L);
            } else if (micros % 3 == 1) {
                Thread.yield();
            }
        };
    }

    @Rule(value = "SUB-03", requires = SUBSCRIPTION)
    void sub03_deliveryOrderIsStoringOrder() {
        String topic = topic();
        List<Recorder> recorders = new ArrayList<>();
        for (MessagingBackend instance : run().backends().instances()) {
            recorders.add(recorder("a quick subscriber"));
            recorders.add(recorder("a subscriber that takes random time").doing(takingRandomTime()));
            instance.subscribe(topic, recorders.get(recorders.size() - 2));
            instance.subscribe(topic, recorders.get(recorders.size() - 1));
        }
        // Neither priorities nor times follow the order of storing.
        List<Message> stored = messages()
                .shuffled(messages().nextOfMixedPriorities(run().volumes().atMost(ORDERED_MESSAGES)));
        List<Message> withLarge = withLargeOnes(stored);
        withLarge.forEach(message -> backend().storeMessage(namespace(), topic, message));
        Recorder.awaitExactly(run(), recorders, Collections.nCopies(recorders.size(), withLarge));
    }

    /** Here and there a large one, which must not be overtaken. */
    private List<Message> withLargeOnes(List<Message> small) {
        List<Message> all = new ArrayList<>();
        for (Message message : small) {
            if (all.size() % EVERY_SO_MANY_LARGE == 0) {
                all.add(large(LARGE_BYTES));
            }
            all.add(message);
        }
        return all;
    }

    @Rule(value = "SUB-03", requires = SUBSCRIPTION)
    void sub03_allSubscriptionsAgreeAboutTheOrderOfStoresAtOnce() {
        String topic = topic();
        List<Recorder> recorders = new ArrayList<>();
        List<MessagingBackend> instances = run().backends().instances();
        for (MessagingBackend instance : instances) {
            for (int i = 0; i < 2; i++) {
                recorders.add(recorder("subscriber " + recorders.size()));
                instance.subscribe(topic, recorders.get(recorders.size() - 1));
            }
        }
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            run().workers().start("storer-" + i, () -> {
                for (Message message :
                        messages().nextOfMixedPriorities(run().volumes().share(MESSAGES_PER_STORER))) {
                    storer.storeMessage(namespace(), topic, message);
                }
            });
        }
        run().workers().join();
        recorders.forEach(
                recorder -> recorder.awaitCount(STORERS * run().volumes().share(MESSAGES_PER_STORER)));
        for (Recorder recorder : recorders) {
            verify().ids(
                            "what " + recorder.name() + " receives, as subscriber 0 received it",
                            recorders.get(0).ids(),
                            recorder.ids());
        }
    }

    @Rule(value = "SUB-04", requires = SUBSCRIPTION)
    void sub04_aHandlerGetsOneMessageAtATime() {
        String topic = topic();
        Recorder recorder = recorder("the subscriber").doing(takingRandomTime());
        backend().subscribe(topic, recorder);
        List<MessagingBackend> instances = run().backends().instances();
        for (int i = 0; i < STORERS; i++) {
            MessagingBackend storer = instances.get(i % instances.size());
            run().workers().start("storer-" + i, () -> {
                for (Message message : messages().next(run().volumes().share(MESSAGES_PER_STORER))) {
                    storer.storeMessage(namespace(), topic, message);
                }
            });
        }
        run().workers().join();
        recorder.awaitCount(STORERS * run().volumes().share(MESSAGES_PER_STORER));
        verify().equal("how many deliveries to one subscription ran at once", 1, recorder.mostRunningAtOnce());
    }

    @Rule(value = "SUB-06", requires = SUBSCRIPTION)
    void sub06_aThrowingHandlerCostsItsOwnMessageOnly() {
        String topic = topic();
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger foundInterrupted = new AtomicInteger();
        Recorder thrower = recorder("the subscriber that throws").throwing(message -> {
            if (Thread.currentThread().isInterrupted()) {
                foundInterrupted.incrementAndGet();
            }
            throwByTurns(calls.getAndIncrement());
        });
        Recorder neighbour = recorder("its neighbour");
        backend().subscribe(topic, thrower);
        backend().subscribe(topic, neighbour);
        List<Message> stored = messages().next(FAILURES_BY_TURNS + FAILURES_IN_A_ROW + 1);
        run().workers().start("storer", () -> {
            for (Message message : stored) {
                backend().storeMessage(namespace(), topic, message);
                verify().that(
                                !Thread.currentThread().isInterrupted(),
                                "a handler that leaves its thread interrupted does not interrupt the storer",
                                () -> "it did");
            }
        });
        run().workers().join();
        thrower.awaitExactly(stored);
        neighbour.awaitExactly(stored);
        verify().equal("how often a handler found its thread interrupted", 0, foundInterrupted.get());
        Recorder afterwards = recorder("who subscribes after the throwing");
        backend().subscribe(topic, afterwards);
        afterwards.awaitExactlyAndNoMore(backend(), topic, List.of());
    }

    @Rule(value = "SUB-06", requires = SUBSCRIPTION)
    void sub06_whatComesAfterAFailureIsInStoringOrder() {
        String topic = topic();
        CountDownLatch allStored = new CountDownLatch(1);
        // Neither priorities nor times follow the order of storing.
        List<Message> stored = messages().shuffled(messages().nextOfMixedPriorities(20));
        Set<Integer> failing = Set.of(0, 6, 7, 13);
        Recorder thrower = recorder("the subscriber that throws").throwing(message -> {
            await(allStored, "messages are stored while a handler runs");
            int index = stored.indexOf(message);
            if (failing.contains(index)) {
                HandlerRules.<RuntimeException>sneak(
                        index % 2 == 0 ? new IOException("intended") : new AssertionError("intended"));
            }
        });
        Recorder elsewhere = recorder("who is subscribed to another topic, and throws too")
                .throwing(message -> {
                    throw new IllegalStateException("intended: fails on every message");
                });
        Recorder unharmed = recorder("who is subscribed to another topic");
        String otherTopic = topic();
        backend().subscribe(topic, thrower);
        backend().subscribe(otherTopic, elsewhere);
        backend().subscribe(otherTopic, unharmed);
        storeInTurn(topic, stored);
        allStored.countDown();
        run().workers().join();
        for (Message message : stored) {
            backend().storeMessage(namespace(), otherTopic, message);
        }
        Recorder.awaitExactly(run(), List.of(thrower, elsewhere, unharmed), List.of(stored, stored, stored));
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
            case 11 -> HandlerRules.<RuntimeException>sneak(new NeitherExceptionNorError());
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

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void sneak(Throwable failure) throws E {
        throw (E) failure;
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMayStoreIntoItsOwnTopic() {
        MessagingBackend backend = backend();
        String topic = topic();
        List<Message> chain = messages().next(CHAIN);
        AtomicInteger next = new AtomicInteger(1);
        AtomicBoolean gaveUp = new AtomicBoolean();
        Recorder recorder = recorder("the subscriber that stores on").doing(message -> {
            if (gaveUp.get()) {
                return; // waiting in vain once is enough
            }
            backend.getMessagesForTopicSince(topic, message.id());
            backend.getNextMessageForTopicSince(topic, message.id());
            backend.getMessagesById(namespace(), List.of(message.id()));
            backend.loadSubscribers(namespace());
            int index = next.getAndIncrement();
            if (index < chain.size() && index % 3 == 0) {
                awaitDone(backend.storeMessageAsync(namespace(), topic, chain.get(index)), gaveUp);
            } else if (index < chain.size()) {
                backend.storeMessage(namespace(), topic, chain.get(index));
            }
        });
        backend.subscribe(topic, recorder);
        backend.storeMessage(namespace(), topic, chain.get(0));
        recorder.awaitExactly(chain);
        verify().equal("how deep the handler was called inside itself", 1, recorder.mostRunningAtOnce());
    }

    private void awaitDone(CompletableFuture<Void> future, AtomicBoolean gaveUp) {
        if (!future.isDone() && !run().awaiter().until(future::isDone)) {
            gaveUp.set(true);
            throw verify().timeout(
                            "an async store completes while the handler that asked for it waits",
                            "it does not",
                            IdDifference.NONE);
        }
        future.join();
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_handlersMayStoreIntoEachOthersTopics() {
        MessagingBackend backend = backend();
        List<String> topics = List.of(topic(), topic(), topic());
        List<Recorder> recorders = new ArrayList<>();
        int rallies = CHAIN / topics.size();
        for (int i = 0; i < topics.size(); i++) {
            String following = topics.get((i + 1) % topics.size());
            Recorder recorder = recorder("the subscriber of topic " + i);
            AtomicInteger left = new AtomicInteger(rallies);
            recorders.add(recorder.doing(message -> {
                if (left.getAndDecrement() > 0) {
                    backend.storeMessage(namespace(), following, messages().next());
                }
            }));
            backend.subscribe(topics.get(i), recorder);
        }
        // All start at once, so that each topic's handler stores into a topic whose own handler is storing.
        for (String topic : topics) {
            run().workers()
                    .start(
                            "starter",
                            () -> backend.storeMessage(
                                    namespace(), topic, messages().next()));
        }
        run().workers().join();
        for (int i = 0; i < topics.size(); i++) {
            recorders.get(i).awaitCount(rallies + 1);
            verify().equal(
                            "how many deliveries to topic " + i + " ran at once",
                            1,
                            recorders.get(i).mostRunningAtOnce());
        }
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMaySubscribeAndUnsubscribeOthers() {
        MessagingBackend backend = backend();
        String topic = topic();
        String otherTopic = topic();
        Recorder inner = recorder("who is subscribed by a handler");
        AtomicReference<Message> forInner = new AtomicReference<>();
        AtomicReference<Subscription> neighbour = new AtomicReference<>();
        Message first = messages().next();
        Message second = messages().next();
        CountDownLatch ended = new CountDownLatch(1);
        Recorder outer = recorder("the handler that subscribes and unsubscribes")
                .doing(message -> {
                    if (message.id().equals(first.id())) {
                        backend.subscribe(otherTopic, inner);
                        Message wanted = messages().next();
                        forInner.set(wanted);
                        backend.storeMessage(namespace(), otherTopic, wanted);
                    } else if (message.id().equals(second.id())) {
                        backend.unsubscribe(otherTopic);
                        neighbour.get().close();
                        ended.countDown();
                    }
                });
        backend.subscribe(topic, outer);
        Recorder closed = recorder("its neighbour in the topic, which it closes");
        neighbour.set(backend.subscribe(topic, closed));
        backend.storeMessage(namespace(), topic, first);
        inner.awaitCount(1);
        inner.await(forInner.get());
        closed.await(first);
        backend.storeMessage(namespace(), topic, second);
        outer.await(second);
        if (!run().awaiter().until(() -> ended.getCount() == 0)) {
            run().checkNoFailure();
            throw verify().timeout("a handler can end other subscriptions", "it hangs", IdDifference.NONE);
        }
        int before = closed.count();
        backend.storeMessage(namespace(), otherTopic, messages().next());
        backend.storeMessage(namespace(), topic, messages().next());
        inner.awaitExactly(List.of(forInner.get()));
        outer.awaitCount(3);
        verify().equal("how many messages the neighbour has, before and after it was closed", before, closed.count());
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMaySubscribeToItsOwnTopic() {
        MessagingBackend backend = backend();
        String topic = topic();
        Message first = messages().next();
        AtomicBoolean subscribed = new AtomicBoolean();
        Recorder inner = recorder("who is subscribed by a handler of the topic");
        Recorder outer = recorder("the handler that subscribes").doing(message -> {
            if (message.id().equals(first.id())) {
                backend.getMessagesForTopic(topic);
                backend.subscribe(topic, inner);
                subscribed.set(true);
            }
        });
        backend.subscribe(topic, outer);
        backend.storeMessage(namespace(), topic, first);
        verify().that(
                        run().awaiter().until(subscribed::get),
                        "a handler can subscribe to its own topic",
                        () -> "subscribe does not return");
        Message second = messages().next();
        backend.storeMessage(namespace(), topic, second);
        outer.awaitExactly(List.of(first, second));
        inner.awaitExactly(List.of(second));
    }

    @Rule(value = "SUB-08", requires = SUBSCRIPTION)
    void sub08_closingInTheHandlerEndsDelivery() {
        verifyEndsInside(
                "Subscription.close()",
                (topic, subscription) -> subscription.join().close());
    }

    @Rule(value = "SUB-08", requires = SUBSCRIPTION)
    void sub08_unsubscribingInTheHandlerEndsDelivery() {
        verifyEndsInside(
                "unsubscribe(topic)", (topic, subscription) -> backend().unsubscribe(topic));
    }

    private interface Ending {
        void end(String topic, CompletableFuture<Subscription> subscription);
    }

    private void verifyEndsInside(String how, Ending ending) {
        String topic = topic();
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CountDownLatch allStored = new CountDownLatch(1);
        List<Message> stored = messages().next(50);
        GemstoneId last = stored.get(4).id();
        Recorder recorder = recorder("the subscriber that ends with " + how).doing(message -> {
            if (message.id().equals(last)) {
                if (has(ASYNC_DELIVERY)) {
                    await(allStored, "all messages are stored while a handler waits");
                }
                ending.end(topic, subscription);
            }
        });
        Recorder witness = recorder("another subscriber");
        String otherTopic = topic();
        backend().subscribe(otherTopic, witness);
        subscription.complete(backend().subscribe(topic, recorder));
        stored.forEach(message -> backend().storeMessage(namespace(), topic, message));
        allStored.countDown();
        recorder.awaitCount(5);
        backend().storeMessage(namespace(), topic, messages().next());
        witness.awaitExactlyAndNoMore(backend(), otherTopic, List.of());
        recorder.awaitExactly(stored.subList(0, 5));
        verify().that(
                        run().awaiter().until(() -> !subscription.join().isActive()),
                        "after " + how + " in the handler the subscription is over",
                        () -> "isActive() is true");
    }

    /** Waits in a handler, not for ever. */
    final void await(CountDownLatch latch, String expectation) {
        if (!run().awaiter().until(() -> latch.getCount() == 0)) {
            throw verify().timeout(expectation, "that did not happen", IdDifference.NONE);
        }
    }
}
