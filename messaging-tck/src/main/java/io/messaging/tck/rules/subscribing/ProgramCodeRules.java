package io.messaging.tck.rules.subscribing;

import static io.messaging.backend.Capability.DURABLE_SUBSCRIPTION;
import static io.messaging.backend.Capability.SUBSCRIPTION;

import io.messaging.administration.DeadLetter;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.tck.engine.Recorder;
import io.messaging.tck.engine.RuleContext;
import io.messaging.tck.engine.Verify;
import io.messaging.tck.sample.TestMessages;
import io.messaging.tck.spec.Rule;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** What a program's own code may do while a backend is calling it: SUB-18 and SUB-19. */
public class ProgramCodeRules {
    private static final int BLOCKED = 12;
    private static final int CHAIN = 50;

    private final RuleContext tck;
    private final Verify verify;
    private final TestMessages messages;

    public ProgramCodeRules(RuleContext tck) {
        this.tck = tck;
        verify = tck.verify();
        messages = tck.messages();
    }

    private static List<Throwable> failuresThatFail() {
        Throwable circle = new IntendedException("intended: the cause of its cause");
        circle.initCause(new IllegalStateException("intended: in a circle", circle));
        return List.of(
                new NoMessageException(),
                circle,
                new NoTextException(),
                new NoCauseException(),
                new NoStackTraceException(),
                new EndlessException(),
                new IntendedException("intended: \0, \ud800 and much more" + "x".repeat(1_000_000)));
    }

    private static class IntendedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        IntendedException() {
            this("intended");
        }

        IntendedException(String message) {
            super(message);
        }
    }

    private static final class NoMessageException extends IntendedException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new NoClassDefFoundError("intended: its message needs a class that is missing");
        }
    }

    private static final class NoTextException extends IntendedException {
        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new StackOverflowError("intended: its text needs more stack than there is");
        }
    }

    private static final class NoCauseException extends IntendedException {
        private static final long serialVersionUID = 1;

        @Override
        public Throwable getCause() {
            throw new AssertionError("intended: its cause cannot be had");
        }
    }

    /** Also stands for a log that fails: this is what a log calls. */
    private static final class NoStackTraceException extends IntendedException {
        private static final long serialVersionUID = 1;

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new LinkageError("intended: its stack trace cannot be had");
        }

        @Override
        public void printStackTrace(PrintWriter out) {
            throw new LinkageError("intended: its stack trace cannot be printed");
        }
    }

    private static final class EndlessException extends IntendedException {
        private static final long serialVersionUID = 1;

        @Override
        public Throwable getCause() {
            return new EndlessException();
        }
    }

    private static void throwNext(List<Throwable> failures, int call) throws Exception {
        if (call < failures.size()) {
            Recorder.raise(failures.get(call));
        }
    }

    @Rule(value = "SUB-18", requires = SUBSCRIPTION)
    void sub18_aFailureThatCannotBeReportedCostsItsOwnMessageOnly() {
        String topic = tck.topic();
        List<Throwable> failures = failuresThatFail();
        AtomicInteger calls = new AtomicInteger();
        Recorder thrower = tck.recorder("the subscriber that throws")
                .throwing(message -> throwNext(failures, calls.getAndIncrement()));
        Recorder neighbour = tck.recorder("its neighbour");
        tck.backend().subscribe(topic, thrower);
        tck.backend().subscribe(topic, neighbour);
        List<Message> stored = messages.next(failures.size() + 2);
        tck.workers().start("storer", () -> {
            tck.store(topic, stored);
        });
        tck.workers().join();
        thrower.awaitExactly(stored);
        neighbour.awaitExactly(stored);
    }

    @Rule(
            value = "SUB-18",
            requires = {SUBSCRIPTION, DURABLE_SUBSCRIPTION})
    void sub18_aFailureThatCannotBeReportedMakesOneDeadLetter() {
        MessagingBackend backend = tck.backend();
        String prefix = tck.newNamespace();
        String topic = prefix + ":topic";
        String letters = prefix + ":" + DeadLetter.TOPIC;
        List<Throwable> failures = failuresThatFail();
        AtomicInteger calls = new AtomicInteger();
        Recorder thrower = tck.recorder("the client whose handler throws")
                .throwing(message -> throwNext(failures, calls.getAndIncrement()));
        SubscriptionOptions options = SubscriptionOptions.durable(tck.uniqueName() + "-client");
        backend.subscribe(topic, thrower, options);
        List<Message> stored = messages.next(failures.size() + 2);
        tck.store(backend, topic, stored);
        thrower.awaitExactly(stored);
        tck.awaiter().until(() -> backend.getMessagesForTopic(letters).size() >= failures.size());
        List<DeadLetter> found = backend.getMessagesForTopic(letters).stream()
                .map(DeadLetter::fromMessage)
                .toList();
        verify.equal("the number of dead letters", failures.size(), found.size());
        for (int i = 0; i < failures.size(); i++) {
            Message original = stored.get(i);
            List<String> types = found.stream()
                    .filter(letter -> letter.original().id().equals(original.id()))
                    .map(DeadLetter::errorName)
                    .toList();
            verify.equal(
                    "the error types of the dead letters of message " + original.id(),
                    List.of(failures.get(i).getClass().getSimpleName()),
                    types);
        }
    }

    private static void hold(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void verifyDone(String what, List<CompletableFuture<Void>> futures) {
        boolean done = tck.awaiter()
                .untilProgressEnds(
                        () -> futures.stream().allMatch(CompletableFuture::isDone),
                        () -> futures.stream().filter(CompletableFuture::isDone).count());
        if (!done) {
            throw verify.timeout(
                    what,
                    futures.stream().filter(future -> !future.isDone()).count() + " of " + futures.size()
                            + " are not done");
        }
        verify.that(
                futures.stream().noneMatch(CompletableFuture::isCompletedExceptionally),
                what + " normally",
                () -> "exceptionally");
    }

    @Rule("SUB-19")
    void sub19_aContinuationThatBlocksDelaysNobodyElse() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch hung = new CountDownLatch(BLOCKED);
        try {
            // Each on a thread of its own: on a future that is done, the continuation runs where it is hung on.
            for (int i = 0; i < BLOCKED; i++) {
                Message message = messages.next();
                tck.workers().start("blocked-" + i, () -> {
                    CompletableFuture<Void> future = tck.storeAsync(backend, topic, message);
                    hung.countDown();
                    future.whenComplete((done, failure) -> hold(released));
                });
            }
            tck.awaiter().until(() -> hung.getCount() == 0);
            List<CompletableFuture<Void>> others = new ArrayList<>();
            tck.workers().endsInTime("other-storer", () -> {
                for (Message message : messages.next(CHAIN)) {
                    others.add(tck.storeAsync(backend, tck.topic(), message));
                }
            });
            boolean called = tck.workers().endsInTime("other-caller", () -> {
                Message message = messages.next();
                tck.store(backend, topic, message);
                backend.getMessagesById(tck.namespace(), List.of(message.id()));
            });
            verify.that(
                    called && others.size() == CHAIN,
                    "calls end while the continuations of other futures block",
                    () -> "they do not");
            verifyDone("futures complete while the continuations of others block", others);
        } finally {
            released.countDown();
        }
        tck.workers().join();
    }

    @Rule("SUB-19")
    void sub19_aContinuationMayCallTheBackend() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<CompletableFuture<Void>> chains = new ArrayList<>();
        boolean hung = tck.workers().endsInTime("storer", () -> {
            for (int i = 0; i < CHAIN; i++) {
                Message second = messages.next();
                Message third = messages.next();
                chains.add(tck.storeAsync(backend, topic, messages.next()).thenRun(() -> {
                    tck.store(backend, topic, second);
                    backend.getMessagesForTopic(topic);
                    tck.storeAsync(backend, topic, third).join();
                }));
            }
        });
        verify.that(hung, "calls from continuations end", () -> "they do not");
        verifyDone("continuations that store and read complete", chains);
    }

    @Rule("SUB-19")
    void sub19_whatIsDoneToOneFutureIsDoneToNoOther() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (Message message : messages.next(CHAIN)) {
            CompletableFuture<Void> future = tck.storeAsync(backend, topic, message);
            if (futures.size() % 2 == 0) {
                futures.add(future);
            } else {
                future.obtrudeException(new IllegalStateException("intended: a caller's own affair"));
                futures.add(CompletableFuture.completedFuture(null));
            }
        }
        verifyDone("the futures that nobody has spoiled complete", futures);
    }

    @Rule(value = "SUB-19", requires = SUBSCRIPTION)
    void sub19_whatHangsOnAnEndDelaysNobodyElse() {
        MessagingBackend backend = tck.backend();
        String topic = tck.topic();
        CountDownLatch released = new CountDownLatch(1);
        try {
            Subscription blocked = backend.subscribe(topic, message -> {});
            Subscription failing = backend.subscribe(topic, message -> {});
            Subscription closing = backend.subscribe(topic, message -> {});
            blocked.ended().thenRun(() -> hold(released));
            failing.ended().thenRun(() -> {
                throw new NoClassDefFoundError("intended: a continuation that fails");
            });
            CompletableFuture<Void> closed = closing.ended()
                    .thenRun(() -> backend.getMessagesForTopic(topic))
                    .toCompletableFuture();
            for (Subscription ending : List.of(blocked, failing, closing)) {
                boolean ended = tck.workers().endsInTime("closer", ending::close);
                verify.that(ended, "close returns while what hangs on the end blocks", () -> "it does not");
            }
            verifyDone("what hangs on an end may call the backend", List.of(closed));
        } finally {
            released.countDown();
        }
        tck.workers().join();
    }
}
