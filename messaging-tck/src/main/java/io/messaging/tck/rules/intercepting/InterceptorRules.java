package io.messaging.tck.rules.intercepting;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.rules.intercepting.NotingInterceptor.Note;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Interceptors that a backend finds when it is opened: INT-01. */
public class InterceptorRules {
    private static final List<String> AROUND = List.of("begin outer", "begin inner", "end inner", "end outer");

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;
    private final Queue<Note> notes = NotingInterceptor.notes();
    private final NotingInterceptor outer = new NotingInterceptor("outer", notes);
    private final NotingInterceptor inner = new NotingInterceptor("inner", notes);

    public InterceptorRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private MessagingBackend open() {
        return ProbeLoader.open(tck, outer, inner);
    }

    private static Message stored(Message message) {
        return NotingInterceptor.through(message, "outer", "inner");
    }

    private void verifySteps(String what, List<String> expected, Message message) {
        // The end of an asynchronous store may be seen a little after its future is done.
        tck.awaiter().until(() -> NotingInterceptor.steps(notes, message).size() >= expected.size());
        verify.equal("the calls of interceptors around " + what, expected, NotingInterceptor.steps(notes, message));
    }

    @Rule("INT-01")
    void int01_eachStorePassesOnceAndTheOneOfLowestOrderIsOutermost() {
        MessagingBackend backend = open();
        String topic = tck.topic();
        Message sync = messages.next();
        Message async = messages.next();
        tck.store(backend, topic, sync);
        tck.storeAsync(backend, topic, async).join();
        verifySteps("storeMessage", AROUND, sync);
        verifySteps("storeMessageAsync", AROUND, async);
        tck.settle(backend, topic, 2);
        verify.wholeMessages(
                "a topic whose messages interceptors have changed",
                List.of(stored(sync), stored(async)),
                backend.getMessagesForTopic(topic));
    }

    @Rule("INT-01")
    void int01_interceptorsSeeTheFailureOfAStore() {
        MessagingBackend backend = open();
        String topic = tck.topic();
        Message first = messages.next();
        tck.store(backend, topic, first);
        notes.clear();
        Message other = first.toBuilder().payload(Map.of("other", true)).build();
        Exception thrown =
                verify.refuses("storing another message under a stored id", RejectedMessageException.class, () -> {
                    tck.store(backend, topic, other);
                    return null;
                });
        verifySteps("a store that is refused", AROUND, other);
        List<Note> seen = NotingInterceptor.of(notes, other);
        for (Note end : seen.subList(2, 4)) {
            verify.that(
                    end.failure() == thrown,
                    "what '" + end.step() + "' sees is the exception that the caller gets",
                    () -> "it sees " + end.failure());
        }
    }

    @Rule("INT-01")
    void int01_anInterceptorThatFailsOnAStoreFailsThatStoreOnly() {
        IllegalStateException intended = new IllegalStateException("intended: of an interceptor");
        List<Message> all = messages.next(4);
        inner.beforeStore(message -> {
            if (message.id().equals(all.get(1).id())
                    || message.id().equals(all.get(2).id())) {
                throw intended;
            }
        });
        MessagingBackend backend = open();
        String topic = tck.topic();
        tck.store(backend, topic, all.get(0));
        Exception thrown = verify.refuses("a store on which an interceptor fails", IllegalStateException.class, () -> {
            tck.store(backend, topic, all.get(1));
            return null;
        });
        verify.that(thrown == intended, "a caller gets the exception of the interceptor", () -> "it got " + thrown);
        CompletableFuture<Void> future = tck.storeAsync(backend, topic, all.get(2));
        tck.await(future::isDone, "the future of a store on which an interceptor fails completes", "it does not");
        Throwable seen = future.handle((done, failure) -> failure).join();
        verify.that(seen == intended, "the future fails with the exception of the interceptor", () -> "it has " + seen);
        tck.store(backend, topic, all.get(3));
        tck.settle(backend, topic, 2);
        verify.wholeMessages(
                "a topic where an interceptor failed on the second and third store",
                List.of(stored(all.get(0)), stored(all.get(3))),
                backend.getMessagesForTopic(topic));
        verify.equal(
                "the calls of interceptors around a store on which the inner one fails",
                List.of("begin outer", "begin inner", "end outer"),
                NotingInterceptor.steps(notes, all.get(1)));
    }

    @Rule(value = "INT-01", requires = SUBSCRIPTION)
    void int01_eachDeliveryPassesOnceOnTheThreadOfItsHandler() {
        MessagingBackend backend = open();
        String topic = tck.topic();
        Map<Message, Thread> handlers = new ConcurrentHashMap<>();
        Recorder recorder = tck.recorder("a handler behind interceptors")
                .throwing(message -> handlers.put(message, Thread.currentThread()));
        backend.subscribe(topic, recorder);
        List<Message> all = messages.next(5);
        tck.store(backend, topic, all);
        recorder.awaitExactly(all.stream().map(InterceptorRules::stored).toList());
        for (Message message : all) {
            tck.awaiter().until(() -> deliveryNotes(message).size() >= AROUND.size());
            verify.equal(
                    "the calls of interceptors around a handler",
                    AROUND,
                    deliveryNotes(message).stream().map(Note::step).toList());
            for (Note note : deliveryNotes(message)) {
                verify.equal("the thread of '" + note.step() + "'", handlers.get(stored(message)), note.thread());
            }
        }
    }

    private List<Note> deliveryNotes(Message message) {
        return NotingInterceptor.of(notes, message).stream()
                .filter(note -> note.attempt() > 0)
                .toList();
    }

    @Rule(
            value = "INT-01",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void int01_interceptorsSeeEachAttemptAndItsFailure() {
        MessagingBackend backend = open();
        String topic = tck.newNamespace() + ":topic";
        Message message = messages.next();
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        List<Integer> handled = new CopyOnWriteArrayList<>();
        backend.subscribe(
                topic,
                MessageHandler.ofDelivery(delivery -> {
                    if (delivery.attempt() < 3) {
                        IllegalStateException failure = new IllegalStateException("intended: " + delivery.attempt());
                        thrown.add(failure);
                        throw failure;
                    }
                    handled.add(delivery.attempt());
                }),
                SubscriptionOptions.durable(tck.uniqueName()).maxAttempts(3));
        tck.store(backend, topic, message);
        tck.await(() -> !handled.isEmpty(), "a durable client's third attempt comes", "it does not");
        tck.awaiter().until(() -> deliveryNotes(message).size() >= 12);
        List<Note> seen = deliveryNotes(message);
        verify.equal(
                "the attempts that interceptors see",
                List.of(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3),
                seen.stream().map(Note::attempt).toList());
        for (Note end :
                seen.stream().filter(note -> note.step().startsWith("end")).toList()) {
            Throwable expected = end.attempt() < 3 ? thrown.get(end.attempt() - 1) : null;
            verify.that(
                    end.failure() == expected,
                    "what interceptors see of attempt " + end.attempt() + " is " + expected,
                    () -> end + " with " + end.failure());
        }
    }

    @Rule(value = "INT-01", requires = SUBSCRIPTION)
    void int01_anInterceptorThatFailsOnADeliveryFailsThatAttemptOnly() {
        List<Message> all = messages.next(3);
        inner.beforeHandler(delivery -> {
            if (delivery.message().id().equals(all.get(1).id()) && delivery.attempt() == 1) {
                throw new IllegalStateException("intended: of an interceptor");
            }
        });
        MessagingBackend backend = open();
        String topic = tck.newNamespace() + ":topic";
        Recorder plain = tck.recorder("a plain handler behind an interceptor that fails on the second message");
        backend.subscribe(topic, plain);
        Recorder durable = tck.recorder("a durable handler behind an interceptor that fails on one attempt");
        boolean hasDurable = tck.has(DURABLE_SUBSCRIPTION);
        if (hasDurable) {
            backend.subscribe(
                    topic,
                    durable,
                    SubscriptionOptions.durable(tck.uniqueName()).maxAttempts(2));
        }
        tck.store(backend, topic, all);
        plain.awaitExactly(List.of(stored(all.get(0)), stored(all.get(2))));
        if (hasDurable) {
            durable.awaitExactly(all.stream().map(InterceptorRules::stored).toList());
        }
    }
}
