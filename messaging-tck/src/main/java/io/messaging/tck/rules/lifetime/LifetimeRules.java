package io.messaging.tck.rules.lifetime;

import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;

/** The end of a backend, and bad arguments: LIFE-01, LIFE-02, LIFE-04. */
public class LifetimeRules {
    private static final int CLOSERS = 8;
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final List<String> BAD_NAMES =
            Arrays.asList(null, "", " ", "\t\r\n", "\u2003", "half \ud83d", "\ude80");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public LifetimeRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("LIFE-01")
    void life01_closeIsIdempotentAndMayBeConcurrent() {
        MessagingBackend twice = tck.open();
        twice.close();
        twice.close();
        for (int round = 0; round < 5; round++) {
            MessagingBackend backend = tck.open();
            String topic = tck.topic();
            if (tck.hasSubscriptions()) {
                backend.subscribe(topic, tck.recorder("a subscriber of a backend that is closed"));
            }
            tck.storeAsync(backend, topic, messages.next());
            CyclicBarrier start = new CyclicBarrier(CLOSERS);
            for (int i = 0; i < CLOSERS; i++) {
                tck.workers().start("closer-" + i, () -> {
                    start.await();
                    backend.close();
                });
            }
            tck.workers().join();
            verifyClosed(backend, "after concurrent closes");
        }
    }

    @Rule("LIFE-01")
    void life01_awaitClosedReturnsWhenItIsClosedAndNotBefore() {
        MessagingBackend backend = tck.open();
        CompletableFuture<Boolean> closedFirst = new CompletableFuture<>();
        AtomicBoolean closing = new AtomicBoolean();
        Thread waiter = tck.workers().start("waits for the close", () -> {
            backend.awaitClosed();
            closedFirst.complete(closing.get());
        });
        tck.awaiter().until(() -> closedFirst.isDone() || isWaiting(waiter));
        tck.store(backend, tck.topic(), messages.next());
        closing.set(true);
        backend.close();
        tck.await(closedFirst::isDone, "awaitClosed() returns after close()", "it does not");
        tck.workers().join();
        verify.that(
                closedFirst.join(),
                "awaitClosed() returns after the backend was closed",
                () -> "it returned before close() was called");
        tck.workers()
                .mustEnd(
                        "waits for what is closed",
                        backend::awaitClosed,
                        "awaitClosed() of a closed backend returns at once",
                        "it does not");
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private void verifyClosed(MessagingBackend backend, String when) {
        verify.refuses(
                "getMessagesForTopic " + when, BackendClosedException.class, () -> backend.getMessagesForTopic("any"));
    }

    @Rule(value = "LIFE-01", requires = SUBSCRIPTION)
    void life01_closeMayBeCalledFromAHandler() {
        MessagingBackend backend = tck.open();
        String topic = tck.topic();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Recorder recorder = tck.recorder("the handler that closes the backend").doing(message -> {
            backend.close();
            closed.complete(null);
        });
        Subscription subscription = backend.subscribe(topic, recorder);
        tck.workers().start("storer", () -> tck.storeUnlessClosed(backend, topic, messages.next()));
        tck.await(closed::isDone, "close() returns in a handler", "it does not");
        tck.workers().join();
        verifyClosed(backend, "after a handler has closed the backend");
        tck.verifyEnd(subscription, SubscriptionEnd.Reason.BACKEND_CLOSED);
        subscription.close();
    }

    @Rule(value = "LIFE-01", requires = SUBSCRIPTION)
    void life01_closeIsBoundedInTimeThoughAHandlerIsNot() {
        MessagingBackend backend = tck.open();
        String topic = tck.topic();
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Recorder recorder = tck.recorder("a handler that does not return").doing(message -> {
            handling.countDown();
            awaitWhateverHappens(release);
        });
        Subscription subscription = backend.subscribe(topic, recorder);
        tck.workers().start("storer", () -> tck.store(backend, topic, messages.next()));
        tck.await(handling, "the message arrives");
        Thread[] behind = new Thread[5];
        for (int i = 0; i < behind.length; i++) {
            behind[i] = tck.workers().start("storer-behind-" + i, () -> tck.store(backend, topic, messages.next()));
        }
        tck.awaiter().until(() -> backend.getMessagesForTopic(topic).size() > behind.length);
        try {
            tck.workers()
                    .mustEnd(
                            "closer",
                            () -> backend.close(LIMIT),
                            "close() returns while a handler is blocked",
                            "it does not");
            verifyClosed(backend, "while a handler is blocked");
            verify.that(!subscription.isActive(), "the subscription is over", () -> "isActive() is true");
        } finally {
            release.countDown();
        }
        tck.workers().join();
        tck.awaiter().comesAfterAll(() -> recorder.count() > 1);
        verify.equal(
                "how many messages a handler was given, the rest after close() has returned,", 1, recorder.count());
    }

    @Rule(
            value = "LIFE-01",
            requires = {SUBSCRIPTION, Capability.SHARED})
    void life01_whatOthersStoreAfterACloseIsNotDelivered() {
        String topic = tck.topic();
        MessagingBackend backend = tck.open();
        Recorder recorder = tck.recorder("a subscriber whose backend was closed");
        Recorder witness = tck.recorder("a subscriber of another instance");
        backend.subscribe(topic, recorder);
        tck.backend().subscribe(topic, witness);
        Message before = messages.next();
        tck.store(topic, before);
        recorder.awaitExactly(List.of(before));
        backend.close();
        Message after = messages.next();
        tck.store(topic, after);
        witness.awaitExactly(List.of(before, after));
        verify.equal("how many messages the handler was given, one of them after close(),", 1, recorder.count());
    }

    /** Not even an interrupt ends this wait; the test does, whether it fails or not. */
    private static void awaitWhateverHappens(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // The subject is a handler that does not listen to it.
            }
        }
    }

    @Rule("LIFE-02")
    void life02_afterCloseEveryMethodThrowsTheClosedException() {
        tck.backend(); // stays open, so that what all share lives on
        MessagingBackend backend = tck.open();
        var capabilities = backend.capabilities();
        long maxMessageBytes = backend.maxMessageBytes();
        String topic = tck.topic();
        Message message = messages.next();
        backend.close();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("storeMessage", () -> backend.storeMessage(tck.namespace(), topic, message));
        calls.put("storeMessageAsync", () -> joined(tck.storeAsync(backend, topic, message)));
        calls.put("getMessagesForTopic", () -> backend.getMessagesForTopic(topic));
        calls.put("getMessagesForTopicSince", () -> backend.getMessagesForTopicSince(topic, message.id()));
        calls.put("getNextMessageForTopicSince", () -> backend.getNextMessageForTopicSince(topic, message.id()));
        calls.put(
                "getMessagesForTopicSince with a limit",
                () -> backend.getMessagesForTopicSince(topic, message.id(), 1));
        calls.put("streamMessagesForTopicSince", () -> backend.streamMessagesForTopicSince(topic, message.id()));
        calls.put("getMessagesById", () -> backend.getMessagesById(tck.namespace(), List.of(message.id())));
        calls.put("getMessagesById of no ids", () -> backend.getMessagesById(tck.namespace(), List.of()));
        calls.put("subscribe", () -> backend.subscribe(topic, m -> {}));
        calls.put("subscribe with options", () -> backend.subscribe(topic, m -> {}, SubscriptionOptions.plain()));
        calls.put("unsubscribe", () -> backend.unsubscribe(topic));
        calls.put("unsubscribe of a client", () -> backend.unsubscribe(topic, "client"));
        calls.put("loadSubscribers", () -> backend.loadSubscribers(tck.namespace()));
        if (capabilities.contains(Capability.DURABLE_SUBSCRIPTION)) {
            calls.put("durableClients", backend::durableClients);
        }
        for (int round = 0; round < 2; round++) {
            calls.forEach(
                    (name, call) -> verify.refuses(name + " of a closed backend", BackendClosedException.class, call));
        }
        verify.equal("capabilities() of a closed backend", capabilities, backend.capabilities());
        verify.equal("maxMessageBytes() of a closed backend", maxMessageBytes, backend.maxMessageBytes());
        verify.equal(
                "supportsSubscription() of a closed backend",
                capabilities.contains(SUBSCRIPTION),
                backend.supportsSubscription());
        if (tck.has(Capability.SHARED)) {
            verify.empty("what the closed backend has stored", tck.backend().getMessagesForTopic(topic));
        }
    }

    private static void joined(CompletableFuture<Void> future) {
        try {
            future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Rule("LIFE-04")
    void life04_badNamesAreRefusedAndNothingChanges() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        Message message = messages.next();
        GemstoneId id = message.id();
        String durable = tck.uniqueName();
        for (String bad : BAD_NAMES) {
            Map<String, Runnable> calls = new LinkedHashMap<>();
            calls.put("storeMessage, namespace", () -> backend.storeMessage(bad, topic, message));
            calls.put("storeMessage, topic", () -> tck.store(backend, bad, message));
            calls.put("storeMessageAsync, namespace", () -> backend.storeMessageAsync(bad, topic, message));
            calls.put("storeMessageAsync, topic", () -> tck.storeAsync(backend, bad, message));
            calls.put("getMessagesForTopic", () -> backend.getMessagesForTopic(bad));
            calls.put("getMessagesForTopicSince", () -> backend.getMessagesForTopicSince(bad, id));
            calls.put("getNextMessageForTopicSince", () -> backend.getNextMessageForTopicSince(bad, id));
            calls.put("getMessagesForTopicSince with a limit", () -> backend.getMessagesForTopicSince(bad, id, 1));
            calls.put("streamMessagesForTopicSince", () -> backend.streamMessagesForTopicSince(bad, id));
            calls.put("getMessagesById", () -> backend.getMessagesById(bad, List.of(id)));
            calls.put("getMessagesById of no ids", () -> backend.getMessagesById(bad, List.of()));
            calls.put("unsubscribe", () -> backend.unsubscribe(bad));
            calls.put("unsubscribe of a client, topic", () -> backend.unsubscribe(bad, "client"));
            calls.put("unsubscribe of a client, client", () -> backend.unsubscribe(topic, bad));
            calls.put("loadSubscribers", () -> backend.loadSubscribers(bad));
            if (tck.hasSubscriptions()) {
                calls.put("subscribe", () -> backend.subscribe(bad, m -> {}));
                calls.put("subscribe with options", () -> backend.subscribe(bad, m -> {}, SubscriptionOptions.plain()));
            }
            if (tck.has(Capability.DURABLE_SUBSCRIPTION)) {
                SubscriptionOptions client =
                        SubscriptionOptions.durable(durable).namespace(tck.namespace());
                calls.put("subscribe, durable", () -> backend.subscribe(bad, m -> {}, client));
            }
            calls.forEach((call, run) -> verifyRefused(call + " = " + shown(bad), run));
        }
        verify.empty("the topic after all that was refused", backend.getMessagesForTopic(topic));
        verify.equal(
                "who is subscribed after all that was refused",
                List.of(),
                backend.loadSubscribers(tck.namespace()).stream()
                        .filter(subscriber -> durable.equals(subscriber.clientId()))
                        .toList());
        Message known = messages.next();
        tck.store(backend, tck.topic(), known);
        verify.sameMessages(
                "by id, a stored and the refused message",
                List.of(known),
                backend.getMessagesById(tck.namespace(), List.of(known.id(), id)));
    }

    @Rule("LIFE-04")
    void life04_nullArgumentsAreRefusedAndNothingChanges() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        GemstoneId id = messages.next().id();
        verifyRefused("storeMessage, message = null", () -> backend.storeMessage(tck.namespace(), topic, null));
        verifyRefused(
                "storeMessageAsync, message = null", () -> backend.storeMessageAsync(tck.namespace(), topic, null));
        verifyRefused("getMessagesForTopicSince, since = null", () -> backend.getMessagesForTopicSince(topic, null));
        verifyRefused(
                "getNextMessageForTopicSince, since = null", () -> backend.getNextMessageForTopicSince(topic, null));
        verifyRefused(
                "getMessagesForTopicSince with a limit, since = null",
                () -> backend.getMessagesForTopicSince(topic, null, 1));
        verifyRefused(
                "streamMessagesForTopicSince, since = null", () -> backend.streamMessagesForTopicSince(topic, null));
        verifyRefused("getMessagesById, ids = null", () -> backend.getMessagesById(tck.namespace(), null));
        verifyRefused(
                "getMessagesById, an id of ids = null",
                () -> backend.getMessagesById(tck.namespace(), Arrays.asList(id, null)));
        if (tck.hasSubscriptions()) {
            SubscriptionOptions options = SubscriptionOptions.plain().namespace(tck.namespace());
            verifyRefused("subscribe, handler = null", () -> backend.subscribe(topic, null));
            verifyRefused("subscribe, handler = null, with options", () -> backend.subscribe(topic, null, options));
            verifyRefused("subscribe, options = null", () -> backend.subscribe(topic, m -> {}, null));
            verify.equal(
                    "who is subscribed to the topic",
                    List.of(),
                    backend.loadSubscribers(tck.namespace()).stream()
                            .filter(subscriber -> subscriber.topic().equals(topic))
                            .toList());
        }
        verify.empty("the topic after all that was refused", backend.getMessagesForTopic(topic));
    }

    private void verifyRefused(String call, Runnable run) {
        verify.refuses(call, IllegalArgumentException.class, run);
    }

    private static String shown(String name) {
        return name == null
                ? "null"
                : "'" + name.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n") + "'";
    }
}
