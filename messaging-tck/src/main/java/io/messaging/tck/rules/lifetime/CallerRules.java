package io.messaging.tck.rules.lifetime;

import static io.messaging.backend.Capability.ASYNC_DELIVERY;
import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SHARED;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.engine.Workers;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a backend takes over from the threads that call it, and what it does to them: SUB-20, LIFE-07, LIFE-08. */
public class CallerRules {
    private static final int INTERRUPTS = 60;
    private static final int INTERRUPTED_CALLERS = 2;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public CallerRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    @Rule(value = "SUB-20", requires = SUBSCRIPTION)
    void sub20_aHandlerSeesNothingOfTheStoringOrSubscribingThread() {
        List<SubscriptionOptions> kinds = new ArrayList<>(List.of(SubscriptionOptions.plain()));
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            kinds.add(SubscriptionOptions.durable(tck.uniqueName()));
        }
        for (SubscriptionOptions options : kinds) {
            Queue<String> seen = new ConcurrentLinkedQueue<>();
            String kind = options.isDurable() ? " of a durable subscription" : "";
            MessagingBackend backend = tck.open();
            Recorder recorder = tck.recorder("the handler" + kind).doing(message -> look(seen));
            String topic = tck.topic();
            call(() -> backend.subscribe(topic, recorder, options));
            call(() -> tck.store(backend, topic, messages.next()));
            call(() -> {
                Thread.currentThread().interrupt();
                storeIfPossible(backend, topic);
                Thread.interrupted();
                storeIfPossible(backend, topic); // whether it is possible is for LIFE-07
                tck.storeAsync(backend, topic, messages.next()).join();
            });
            Message last = messages.next();
            call(() -> tck.store(backend, topic, last));
            recorder.await(last);
            verify.equal("what the handler" + kind + " sees of its callers", List.of(), List.copyOf(seen));
            backend.close();
        }
    }

    private void storeIfPossible(MessagingBackend backend, String topic) {
        try {
            tck.store(backend, topic, messages.next());
        } catch (MessagingException interrupted) {
            // An interrupt may end its call: LIFE-07.
        }
    }

    private void call(Workers.Work work) {
        tck.workers().start("caller", () -> CallerMarks.during(work));
        tck.workers().join();
    }

    private void look(Queue<String> seen) {
        if (CallerMarks.isLoader(Thread.currentThread().getContextClassLoader())) {
            seen.add("the context class loader of a caller");
        }
        if (Thread.currentThread().isInterrupted()) {
            seen.add("that a caller is interrupted");
        }
        if (tck.has(ASYNC_DELIVERY) && CallerMarks.isInherited()) {
            seen.add("an inheritable thread local of a caller");
        }
    }

    @Rule("LIFE-07")
    void life07_interruptsOfCallersDisturbNobodyElse() {
        for (CallerThreads kind : CallerThreads.all()) {
            MessagingBackend backend = tck.open();
            String topic = tck.topic();
            Recorder recorder =
                    tck.subscriber(backend, topic, "the subscriber while " + kind.name() + " are interrupted");
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger rounds = new AtomicInteger();
            List<Thread> victims = new ArrayList<>();
            for (int i = 0; i < INTERRUPTED_CALLERS; i++) {
                victims.add(kind.start(() -> {
                    while (!stop.get()) {
                        calls(backend, tck.topic()).values().forEach(CallerRules::runIfPossible);
                        rounds.incrementAndGet();
                    }
                }));
            }
            List<Message> stored = messages.next(INTERRUPTS);
            try {
                for (Message message : stored) {
                    int before = rounds.get();
                    victims.forEach(Thread::interrupt);
                    tck.awaiter().until(() -> rounds.get() != before);
                    storeUndisturbed(backend, topic, message, kind);
                }
            } finally {
                stop.set(true);
            }
            boolean ended = tck.awaiter().until(() -> victims.stream().noneMatch(Thread::isAlive));
            verify.that(ended, "the calls of " + kind.name() + " that are interrupted end", () -> "they hang");
            verify.sameMessages(
                    "the topic after " + kind.name() + " were interrupted", stored, backend.getMessagesForTopic(topic));
            if (tck.hasSubscriptions()) {
                recorder.awaitExactlyAndNoMore(backend, topic, stored);
            }
            backend.close();
        }
    }

    private void storeUndisturbed(MessagingBackend backend, String topic, Message message, CallerThreads kind) {
        try {
            tck.store(backend, topic, message);
        } catch (MessagingException e) {
            throw verify.unexpected("storing succeeds while " + kind.name() + " of others are interrupted", e);
        }
    }

    private static void runIfPossible(Runnable call) {
        try {
            call.run();
        } catch (MessagingException interrupted) {
            // Its own call may fail.
        }
    }

    private Map<String, Runnable> calls(MessagingBackend backend, String topic) {
        Message message = messages.next();
        Map<String, Runnable> calls = new LinkedHashMap<>();
        calls.put("storeMessage", () -> tck.store(backend, topic, message));
        calls.put("storeMessageAsync", () -> tck.storeAsync(backend, topic, messages.next()));
        calls.put("getMessagesForTopic", () -> backend.getMessagesForTopic(topic));
        calls.put("getMessagesById", () -> backend.getMessagesById(tck.namespace(), List.of(message.id())));
        calls.put("getNextMessageForTopicSince", () -> backend.getNextMessageForTopicSince(topic, message.id()));
        calls.put(
                "getMessagesForTopicSince with a limit",
                () -> backend.getMessagesForTopicSince(topic, message.id(), 5));
        calls.put("loadSubscribers", () -> backend.loadSubscribers(tck.namespace()));
        if (tck.hasSubscriptions()) {
            calls.put("subscribe", () -> backend.subscribe(topic, m -> {}));
            calls.put("unsubscribe", () -> backend.unsubscribe(topic));
        }
        return calls;
    }

    @Rule("LIFE-07")
    void life07_anInterruptedCallKeepsTheInterruptStatusAndFailsAtMostAsDocumented() {
        MessagingBackend backend = tck.backend();
        for (CallerThreads kind : CallerThreads.all()) {
            AtomicReference<String> wrong = new AtomicReference<>();
            Thread caller = kind.start(() -> calls(backend, tck.topic()).forEach((name, call) -> {
                Thread.currentThread().interrupt();
                try {
                    call.run();
                } catch (MessagingException interrupted) {
                    // As documented.
                } catch (RuntimeException e) {
                    wrong.compareAndSet(null, name + " throws " + e);
                }
                if (!Thread.interrupted()) {
                    wrong.compareAndSet(null, name + " clears the interrupt status");
                }
            }));
            boolean ended = tck.awaiter().until(() -> !caller.isAlive());
            verify.that(ended, "calls of an interrupted thread end", () -> "they hang");
            verify.that(
                    wrong.get() == null,
                    "a call on interrupted " + kind.name()
                            + " succeeds or throws a MessagingException, and keeps the interrupt status",
                    wrong::get);
        }
    }

    @Rule("LIFE-07")
    void life07_anInterruptedThreadClosesABackendAsAnyOther() {
        for (CallerThreads kind : CallerThreads.all()) {
            MessagingBackend backend = tck.open();
            String topic = tck.topic();
            tck.store(backend, topic, messages.next());
            if (tck.hasSubscriptions()) {
                backend.subscribe(topic, m -> {});
            }
            AtomicBoolean kept = new AtomicBoolean();
            Thread closer = kind.start(() -> {
                Thread.currentThread().interrupt();
                backend.close();
                kept.set(Thread.interrupted());
            });
            boolean ended = tck.awaiter().until(() -> !closer.isAlive());
            verify.that(ended, "close() on an interrupted thread returns", () -> "it hangs");
            verify.refuses(
                    "getMessagesForTopic after an interrupted thread called close()",
                    BackendClosedException.class,
                    () -> backend.getMessagesForTopic(topic));
            verify.that(kept.get(), "close() keeps the interrupt status", () -> "it is clear");
        }
    }

    @Rule("LIFE-08")
    @ResourceLock(value = Rule.JVM, mode = ResourceAccessMode.READ_WRITE)
    void life08_nothingKeepsTheClassLoaderOfACaller() {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch used = new CountDownLatch(1);
        tck.workers().start("pool-thread-that-lives-on", () -> {
            try {
                loaders.addAll(useAsAnApplication());
            } finally {
                used.countDown();
            }
            over.await();
        });
        tck.awaiter().until(() -> used.getCount() == 0);
        tck.workers().checkNoFailure();
        try {
            verify.that(!loaders.isEmpty(), "a backend can be used and closed", () -> "a call hangs");
            List<String> names = List.of("context class loader", "class loader of a handler");
            for (int i = 0; i < loaders.size(); i++) {
                verifyCollected(loaders.get(i), names.get(i));
            }
        } finally {
            over.countDown();
        }
        tck.workers().join();
    }

    /** The application's loaders; nothing of the application is left on the thread when this returns. */
    private List<WeakReference<ClassLoader>> useAsAnApplication() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        CallerMarks.during(() -> {
            GuestLoader guest = new GuestLoader();
            loaders.add(new WeakReference<>(Thread.currentThread().getContextClassLoader()));
            loaders.add(new WeakReference<>(guest));
            MessagingBackend first = tck.open();
            if (tck.has(SHARED)) {
                tck.backend(); // what the instances share lives on, and must not hold the loaders of the first either
            }
            useAsAnApplication(first, guest);
            first.close();
        });
        return loaders;
    }

    private void useAsAnApplication(MessagingBackend backend, GuestLoader guest) throws Exception {
        String topic = tck.topic();
        calls(backend, tck.topic()).values().forEach(Runnable::run);
        if (!tck.hasSubscriptions()) {
            return;
        }
        CountDownLatch handled = new CountDownLatch(2);
        backend.subscribe(topic, guest.handler(handled));
        if (tck.has(DURABLE_SUBSCRIPTION)) {
            String client = tck.uniqueName();
            backend.subscribe(tck.topic(), guest.handler(handled), SubscriptionOptions.durable(client))
                    .close();
        }
        tck.store(backend, topic, messages.builder().ttlSeconds(60).build());
        tck.storeAsync(backend, topic, messages.next()).join();
        tck.awaiter().until(() -> handled.getCount() == 0);
    }

    private void verifyCollected(WeakReference<ClassLoader> loader, String name) {
        WeakReference<Object> control = new WeakReference<>(new Object());
        boolean collected = tck.awaiter().untilCollected(loader);
        if (!collected && control.get() != null) {
            throw TckSkip.because("this JVM does not collect garbage when asked to");
        }
        verify.that(
                collected,
                "the " + name + " can be collected after close()",
                () -> "something keeps it; of threads, " + CallerMarks.holders(loader.get()));
    }
}
