package io.messaging.spi.delivery;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.SubscriptionEnd.Reason;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link Callbacks}, {@link UserFuture}, {@link Ending} and {@link InOrder}: a program's code on threads of its own. */
class CallbacksTest {
    private final HandlerThreads threads = new HandlerThreads("callbacks-test");
    private final Callbacks callbacks = new Callbacks(threads);
    private final CountDownLatch released = new CountDownLatch(1);
    private final BlockingQueue<Integer> done = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        released.countDown();
        threads.close(0, System.nanoTime());
    }

    private void block() {
        try {
            assertTrue(released.await(60, SECONDS), "the end of the test");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitDone(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertTrue(done.poll(60, SECONDS) != null, "callback " + i + " of " + count);
        }
    }

    @Test
    void everyCallbackIsCalledOnce() throws Exception {
        Set<Integer> called = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            callbacks.execute(() -> done.add(number));
        }
        for (int i = 0; i < 1_000; i++) {
            assertTrue(called.add(done.poll(60, SECONDS)), "called once");
        }
        assertEquals(null, done.poll());
    }

    @Test
    void callbacksThatBlockDelayNoOthers() throws Exception {
        IntStream.range(0, 100).forEach(i -> callbacks.execute(this::block));
        IntStream.range(0, 100).forEach(i -> callbacks.execute(() -> done.add(i)));
        awaitDone(100);
        callbacks.execute(() -> done.add(1));
        awaitDone(1);
    }

    @Test
    void aCallbackThatFailsOrInterruptsItselfFailsNoOthers() throws Exception {
        callbacks.execute(() -> {
            Thread.currentThread().interrupt();
            throw new NoClassDefFoundError("for this test");
        });
        AtomicReference<Boolean> interrupted = new AtomicReference<>();
        callbacks.execute(() -> {
            interrupted.set(Thread.currentThread().isInterrupted());
            done.add(1);
        });
        awaitDone(1);
        assertFalse(interrupted.get());
    }

    @Test
    void whatIsDueAfterTheCloseIsStillCalled() throws Exception {
        threads.close(0, System.nanoTime());
        callbacks.execute(() -> done.add(1));
        awaitDone(1);
    }

    private List<Consumer<CompletableFuture<Void>>> waysToHangOn(Runnable callback) {
        return List.of(
                future -> future.thenRun(callback),
                future -> future.whenComplete((value, failure) -> callback.run()),
                future -> future.handle((value, failure) -> {
                    callback.run();
                    return value;
                }),
                future -> future.thenCombine(new CompletableFuture<>(), (a, b) -> a)
                        .applyToEither(future.thenApply(x -> x), x -> {
                            callback.run();
                            return x;
                        }),
                future -> CompletableFuture.completedFuture(1)
                        .thenCompose(x -> future)
                        .thenRun(callback),
                future -> future.minimalCompletionStage().thenRun(callback),
                future -> future.copy().thenRun(callback),
                future -> CompletableFuture.allOf(future).thenRun(callback),
                future -> CompletableFuture.anyOf(future).thenRun(callback),
                future -> CompletableFuture.runAsync(() -> {}).thenAcceptBoth(future, (a, b) -> callback.run()));
    }

    @Test
    void nothingThatHangsOnAFutureRunsOnTheThreadThatSettlesIt() throws Exception {
        int ways = waysToHangOn(() -> {}).size();
        for (int i = 0; i < ways; i++) {
            Thread settling = Thread.currentThread();
            AtomicReference<Thread> ran = new AtomicReference<>();
            UserFuture<Void> future = new UserFuture<>(callbacks);
            waysToHangOn(() -> {
                        ran.set(Thread.currentThread());
                        done.add(1);
                    })
                    .get(i)
                    .accept(future);
            future.settle(null, null);
            awaitDone(1);
            assertNotEquals(settling, ran.get(), "way " + i);
        }
    }

    @Test
    void aFutureThatNothingHangsOnIsDoneAtOnce() {
        UserFuture<String> future = new UserFuture<>(task -> {
            throw new AssertionError("needs no thread");
        });
        future.settle("value", null);
        assertEquals("value", future.getNow("not done"));
        AtomicReference<Thread> ran = new AtomicReference<>();
        future.thenRun(() -> ran.set(Thread.currentThread()));
        assertSame(Thread.currentThread(), ran.get());
    }

    /** Whoever comes while the future is being settled runs the callback on a thread of its own, or the queue does. */
    @Test
    void registeringWhileItIsSettledNeverBlocksTheSettlingThread() throws Exception {
        int rounds = 20_000;
        List<UserFuture<Void>> futures = IntStream.range(0, rounds)
                .mapToObj(i -> new UserFuture<Void>(callbacks))
                .toList();
        Thread settling = new Thread(() -> futures.forEach(future -> future.settle(null, null)));
        AtomicReference<Thread> wrong = new AtomicReference<>();
        settling.start();
        futures.forEach(future -> future.thenRun(() -> {
            if (Thread.currentThread() == settling) {
                wrong.set(settling);
            }
            done.add(1);
        }));
        awaitDone(rounds);
        assertEquals(null, wrong.get(), "callbacks on the settling thread");
    }

    @Test
    void whatAProgramDoesToItsFutureStands() throws Exception {
        UserFuture<String> future = new UserFuture<>(callbacks);
        future.thenRun(() -> done.add(1));
        future.cancel(false);
        awaitDone(0);
        future.settle("late", null);
        assertTrue(future.isCancelled());
    }

    @Test
    void anEndHasComeBeforeItsCallbacksRan() throws Exception {
        Ending ending = new Ending(callbacks);
        ending.stage().thenRun(this::block);
        ending.end(Reason.UNSUBSCRIBED, "first");
        ending.end(Reason.BACKEND_CLOSED, "second");
        assertTrue(ending.hasCome());
        assertEquals(
                "first", ending.stage().toCompletableFuture().get(60, SECONDS).detail());
    }

    @Test
    void oneListenerThatBlocksHoldsUpNoOther() throws Exception {
        InOrder blocked = new InOrder("a listener", threads);
        InOrder other = new InOrder("a listener", threads);
        blocked.execute(this::block);
        other.execute(() -> {
            throw new NoClassDefFoundError("for this test");
        });
        IntStream.range(0, 100).forEach(i -> other.execute(() -> done.add(i)));
        for (int i = 0; i < 100; i++) {
            assertEquals(i, done.poll(60, SECONDS));
        }
    }
}
