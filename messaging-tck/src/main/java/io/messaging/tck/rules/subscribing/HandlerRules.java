package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What handlers may do: SUB-07 and SUB-08. */
public class HandlerRules {
    private static final int CHAIN = 100;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public HandlerRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMayStoreIntoItsOwnTopic() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<Message> chain = messages.next(CHAIN);
        AtomicInteger next = new AtomicInteger(1);
        AtomicBoolean gaveUp = new AtomicBoolean();
        Recorder recorder = tck.recorder("the subscriber that stores on").doing(message -> {
            if (gaveUp.get()) {
                return; // waiting in vain once is enough
            }
            backend.getMessagesForTopicSince(topic, message.id());
            backend.getNextMessageForTopicSince(topic, message.id());
            backend.getMessagesById(tck.namespace(), List.of(message.id()));
            int index = next.getAndIncrement();
            if (index % 10 == 0) {
                backend.loadSubscribers(tck.namespace());
            }
            if (index < chain.size() && index % 3 == 0) {
                awaitDone(tck.storeAsync(backend, topic, chain.get(index)), gaveUp);
            } else if (index < chain.size()) {
                tck.store(backend, topic, chain.get(index));
            }
        });
        backend.subscribe(topic, recorder);
        tck.store(backend, topic, chain.get(0));
        recorder.awaitExactly(chain);
        verify.equal("how deep the handler was called inside itself", 1, recorder.mostRunningAtOnce());
    }

    private void awaitDone(CompletableFuture<Void> future, AtomicBoolean gaveUp) {
        if (!future.isDone() && !tck.awaiter().until(future::isDone)) {
            gaveUp.set(true);
            throw verify.timeout("an async store completes while the handler that asked for it waits", "it does not");
        }
        future.join();
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_handlersMayStoreIntoEachOthersTopics() {
        MessagingBackend backend = tck.backend();
        List<String> topics = List.of(tck.topic(), tck.topic(), tck.topic());
        List<Recorder> recorders = new ArrayList<>();
        int rallies = CHAIN / topics.size();
        for (int i = 0; i < topics.size(); i++) {
            String following = topics.get((i + 1) % topics.size());
            Recorder recorder = tck.recorder("the subscriber of topic " + i);
            AtomicInteger left = new AtomicInteger(rallies);
            recorders.add(recorder.doing(message -> {
                if (left.getAndDecrement() > 0) {
                    tck.store(backend, following, messages.next());
                }
            }));
            backend.subscribe(topics.get(i), recorder);
        }
        // All start at once, so that each topic's handler stores into a topic whose own handler is storing.
        for (String topic : topics) {
            tck.workers().start("starter", () -> tck.store(backend, topic, messages.next()));
        }
        tck.workers().join();
        for (int i = 0; i < topics.size(); i++) {
            recorders.get(i).awaitCount(rallies + 1);
            verify.equal(
                    "how many deliveries to topic " + i + " ran at once",
                    1,
                    recorders.get(i).mostRunningAtOnce());
        }
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMaySubscribeAndUnsubscribeOthers() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        String otherTopic = tck.topic();
        Recorder inner = tck.recorder("who is subscribed by a handler");
        AtomicReference<Message> forInner = new AtomicReference<>();
        AtomicReference<Subscription> neighbour = new AtomicReference<>();
        Message first = messages.next();
        Message second = messages.next();
        CountDownLatch ended = new CountDownLatch(1);
        Recorder outer = tck.recorder("the handler that subscribes and unsubscribes")
                .doing(message -> {
                    if (message.id().equals(first.id())) {
                        backend.subscribe(otherTopic, inner);
                        Message wanted = messages.next();
                        forInner.set(wanted);
                        tck.store(backend, otherTopic, wanted);
                    } else if (message.id().equals(second.id())) {
                        backend.unsubscribe(otherTopic);
                        neighbour.get().close();
                        ended.countDown();
                    }
                });
        backend.subscribe(topic, outer);
        Recorder closed = tck.recorder("its neighbour in the topic, which it closes");
        neighbour.set(backend.subscribe(topic, closed));
        tck.store(backend, topic, first);
        inner.awaitCount(1);
        inner.await(forInner.get());
        closed.await(first);
        tck.store(backend, topic, second);
        outer.await(second);
        if (!tck.awaiter().until(() -> ended.getCount() == 0)) {
            tck.checkNoFailure();
            throw verify.timeout("a handler can end other subscriptions", "it hangs");
        }
        int before = closed.count();
        tck.store(backend, otherTopic, messages.next());
        tck.store(backend, topic, messages.next());
        inner.awaitExactly(List.of(forInner.get()));
        outer.awaitCount(3);
        verify.equal("how many messages the neighbour has, before and after it was closed", before, closed.count());
    }

    @Rule(value = "SUB-07", requires = SUBSCRIPTION)
    void sub07_aHandlerMaySubscribeToItsOwnTopic() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Message first = messages.next();
        AtomicBoolean subscribed = new AtomicBoolean();
        Recorder inner = tck.recorder("who is subscribed by a handler of the topic");
        Recorder outer = tck.recorder("the handler that subscribes").doing(message -> {
            if (message.id().equals(first.id())) {
                backend.getMessagesForTopic(topic);
                backend.subscribe(topic, inner);
                subscribed.set(true);
            }
        });
        backend.subscribe(topic, outer);
        tck.store(backend, topic, first);
        verify.that(
                tck.awaiter().until(subscribed::get),
                "a handler can subscribe to its own topic",
                () -> "subscribe does not return");
        Message second = messages.next();
        tck.store(backend, topic, second);
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
                "unsubscribe(topic)", (topic, subscription) -> tck.backend().unsubscribe(topic));
    }

    private interface Ending {
        void end(String topic, CompletableFuture<Subscription> subscription);
    }

    private void verifyEndsInside(String how, Ending ending) {
        String topic = tck.topic();
        CompletableFuture<Subscription> subscription = new CompletableFuture<>();
        CountDownLatch allStored = new CountDownLatch(1);
        List<Message> stored = messages.next(50);
        GemstoneId last = stored.get(4).id();
        Recorder recorder = tck.recorder("the subscriber that ends with " + how).doing(message -> {
            if (message.id().equals(last)) {
                if (tck.has(ASYNC_DELIVERY)) {
                    tck.await(allStored, "all messages are stored while a handler waits");
                }
                ending.end(topic, subscription);
            }
        });
        Recorder witness = tck.recorder("another subscriber");
        String otherTopic = tck.topic();
        tck.backend().subscribe(otherTopic, witness);
        subscription.complete(tck.backend().subscribe(topic, recorder));
        tck.store(topic, stored);
        allStored.countDown();
        recorder.awaitCount(5);
        tck.store(topic, messages.next());
        witness.awaitExactlyAndNoMore(tck.backend(), otherTopic, List.of());
        recorder.awaitExactly(stored.subList(0, 5));
        verify.that(
                tck.awaiter().until(() -> !subscription.join().isActive()),
                "after " + how + " in the handler the subscription is over",
                () -> "isActive() is true");
    }
}
