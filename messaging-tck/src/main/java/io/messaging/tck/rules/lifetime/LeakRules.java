package io.messaging.tck.rules.lifetime;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SHARED;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What must not stay behind: LIFE-03. Its tests look at the whole JVM, so no other test of the kit runs beside them. */
public class LeakRules {
    /** A leak shows once per round; what the JVM or a library keeps once and for all does not. */
    private static final int ROUNDS = 6;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public LeakRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule("LIFE-03")
    @ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ_WRITE)
    void life03_noThreadStaysBehind() {
        useInEveryWay();
        Set<Thread> before = Leaks.threads();
        for (int i = 0; i < ROUNDS; i++) {
            useInEveryWay();
        }
        tck.awaiter().until(() -> Leaks.newThreads(before, ROUNDS).isEmpty(), endsWithin());
        List<Thread> left = Leaks.newThreads(before, ROUNDS);
        if (!left.isEmpty()) {
            throw verify.timeout(
                    "no thread is left after backends were closed " + ROUNDS + " times",
                    "these are: " + left.stream().map(Thread::getName).sorted().toList());
        }
    }

    @Rule("LIFE-03")
    @ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ_WRITE)
    void life03_noSocketOrFileStaysBehind() {
        if (!Leaks.seesOpenFiles()) {
            throw TckSkip.because("this operating system does not list a process's open files in /proc");
        }
        useInEveryWay();
        List<String> before = Leaks.openFiles();
        for (int i = 0; i < ROUNDS; i++) {
            useInEveryWay();
        }
        tck.awaiter().until(() -> Leaks.newFiles(before).size() < ROUNDS, endsWithin());
        List<String> left = Leaks.newFiles(before);
        verify.that(
                left.size() < ROUNDS,
                "no socket or file stays open after backends were closed " + ROUNDS + " times",
                left::toString);
    }

    /** Threads of a pool that is never shut down end by themselves, usually after a minute: less than that. */
    private Duration endsWithin() {
        Duration most = Duration.ofSeconds(40);
        Duration wait = tck.timeouts().positiveWait().dividedBy(2);
        return wait.compareTo(most) < 0 ? wait : most;
    }

    private void useInEveryWay() {
        use(tck.open()).close();
        if (!hasCapabilityToSubscribe()) {
            return;
        }
        MessagingBackend withSubscriptions = use(tck.open());
        deliverOne(withSubscriptions, m -> {});
        deliverOne(withSubscriptions, m -> {}).close();
        failOne(withSubscriptions).close();
        if (withSubscriptions.capabilities().contains(DURABLE_SUBSCRIPTION)) {
            String client = tck.uniqueName();
            deliverOne(withSubscriptions, m -> {}, SubscriptionOptions.durable(client))
                    .close();
            withSubscriptions.durableClients().forget(client);
        }
        withSubscriptions.close();
        closeFromHandler();
    }

    /** Not {@link RuleContext#hasSubscriptions}: that would keep a backend open, and with it what all share. */
    private boolean hasCapabilityToSubscribe() {
        MessagingBackend asked = tck.open();
        boolean subscribes = asked.capabilities().contains(SUBSCRIPTION);
        asked.close();
        return subscribes;
    }

    private MessagingBackend use(MessagingBackend backend) {
        String topic = tck.topic();
        Message message = messages.builder().ttlSeconds(60).build();
        tck.store(backend, topic, message);
        tck.storeAsync(backend, topic, messages.next()).join();
        backend.getMessagesForTopic(topic);
        backend.getMessagesById(tck.namespace(), List.of(message.id()));
        Message other = message.toBuilder().sender("somebody else").build();
        try {
            tck.store(backend, topic, other);
        } catch (MessagingException refused) {
            // That it is refused is for RD-13; here it is a call that fails.
        }
        try {
            backend.getMessagesForTopic(" ");
        } catch (RuntimeException refused) {
            // As LIFE-04 wants it.
        }
        return backend;
    }

    /** What a handler throws may cost a thread, which is replaced and forgotten. */
    private Subscription failOne(MessagingBackend backend) {
        String topic = tck.topic();
        CountDownLatch calls = new CountDownLatch(2);
        Subscription subscription = backend.subscribe(topic, message -> {
            calls.countDown();
            throw new IllegalStateException("intended: a handler fails");
        });
        tck.store(backend, topic, messages.next());
        tck.store(backend, topic, messages.next());
        tck.awaiter()
                .until(
                        () -> calls.getCount() == 0,
                        tck.timeouts().positiveWait().dividedBy(3));
        return subscription;
    }

    private Subscription deliverOne(MessagingBackend backend, MessageHandler handler) {
        return deliverOne(backend, handler, SubscriptionOptions.plain());
    }

    private Subscription deliverOne(MessagingBackend backend, MessageHandler handler, SubscriptionOptions options) {
        String topic = tck.topic();
        CountDownLatch delivered = new CountDownLatch(1);
        Subscription subscription = backend.subscribe(
                topic,
                message -> {
                    handler.onMessage(message);
                    delivered.countDown();
                },
                options);
        tck.store(backend, topic, messages.next());
        tck.await(delivered, "a message arrives");
        return subscription;
    }

    private void closeFromHandler() {
        MessagingBackend backend = tck.open();
        CountDownLatch closed = new CountDownLatch(1);
        String topic = tck.topic();
        backend.subscribe(topic, message -> {
            backend.close();
            closed.countDown();
        });
        tck.workers().start("storer", () -> tck.storeUnlessClosed(backend, topic, messages.next()));
        tck.await(closed, "close() in a handler returns");
        tck.workers().join();
    }

    @Rule(value = "LIFE-03", requires = SUBSCRIPTION)
    @ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ_WRITE) // a garbage collection stops all others
    void life03_noHandlerReferenceStaysBehind() {
        List<BiConsumer<MessagingBackend, Subscription>> endings = new ArrayList<>();
        endings.add((backend, subscription) -> subscription.close());
        endings.add((backend, subscription) -> backend.unsubscribe(subscription.topic()));
        endings.add((backend, subscription) -> backend.close());
        if (tck.has(SHARED)) {
            use(tck.backend()); // what the instances share lives on, and must not hold the handler either
        }
        List<String> names = List.of("Subscription.close()", "unsubscribe(topic)", "close()");
        for (int i = 0; i < endings.size(); i++) {
            MessagingBackend backend = tck.open();
            WeakReference<Object> handler = subscribeAndEnd(backend, SubscriptionOptions.plain(), endings.get(i));
            verifyCollected(handler, names.get(i));
            if (tck.has(DURABLE_SUBSCRIPTION)) {
                SubscriptionOptions client = SubscriptionOptions.durable(tck.uniqueName());
                MessagingBackend ofClient = tck.open();
                verifyCollected(
                        subscribeAndEnd(ofClient, client, endings.get(i)), names.get(i) + " of a durable subscription");
            }
        }
    }

    @Rule(value = "LIFE-03", requires = SUBSCRIPTION)
    @ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ_WRITE)
    void life03_noReferenceStaysToAHandlerThatEndsOrFails() {
        if (tck.has(SHARED)) {
            use(tck.backend());
        }
        List<SubscriptionOptions> kinds = new ArrayList<>(List.of(SubscriptionOptions.plain()));
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            kinds.add(SubscriptionOptions.durable(tck.uniqueName()));
        }
        MessagingBackend backend = tck.backend();
        for (SubscriptionOptions options : kinds) {
            String kind = options.isDurable() ? " of a durable subscription" : "";
            verifyCollected(closedInside(backend, options), "it was closed in its handler" + kind);
            verifyCollected(failedAndEnded(backend, options), "its handler failed" + kind);
        }
    }

    private WeakReference<Object> closedInside(MessagingBackend backend, SubscriptionOptions options) {
        int[] weight = {1};
        String topic = tck.topic();
        CompletableFuture<Subscription> own = new CompletableFuture<>();
        CountDownLatch closed = new CountDownLatch(1);
        own.complete(backend.subscribe(
                topic,
                message -> {
                    weight[0]++;
                    own.join().close();
                    closed.countDown();
                },
                options));
        tck.store(backend, topic, messages.next());
        tck.await(closed, "close() in a handler returns");
        return new WeakReference<>(weight);
    }

    private WeakReference<Object> failedAndEnded(MessagingBackend backend, SubscriptionOptions options) {
        int[] weight = {1};
        String topic = tck.topic();
        CountDownLatch called = new CountDownLatch(1);
        Subscription subscription = backend.subscribe(
                topic,
                message -> {
                    weight[0]++;
                    called.countDown();
                    throw new IllegalStateException("intended: a handler fails");
                },
                options);
        tck.store(backend, topic, messages.next());
        tck.await(called, "a message arrives");
        subscription.close();
        return new WeakReference<>(weight);
    }

    private WeakReference<Object> subscribeAndEnd(
            MessagingBackend backend, SubscriptionOptions options, BiConsumer<MessagingBackend, Subscription> ending) {
        int[] weight = {1};
        MessageHandler handler = message -> weight[0]++;
        ending.accept(backend, deliverOne(backend, handler, options));
        return new WeakReference<>(weight);
    }

    private void verifyCollected(WeakReference<Object> handler, String how) {
        WeakReference<Object> control = new WeakReference<>(new Object());
        boolean collected = tck.awaiter().untilCollected(handler);
        if (!collected && control.get() != null) {
            throw TckSkip.because("this JVM does not collect garbage when asked to");
        }
        if (!collected) {
            throw verify.timeout("a handler can be collected after " + how, "something still refers to it");
        }
    }
}
