package io.messaging.spi.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.concurrent.Handover;
import io.messaging.testsupport.Await;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackendThreadsTest {
    private static final InheritableThreadLocal<String> LOCAL = new InheritableThreadLocal<>();
    private static final long LIMIT_SECONDS = 60;

    private record Seen(
            ClassLoader loader, String local, int priority, boolean daemon, boolean interrupted, ThreadGroup group) {
        static Seen now() {
            Thread thread = Thread.currentThread();
            return new Seen(
                    thread.getContextClassLoader(),
                    LOCAL.get(),
                    thread.getPriority(),
                    thread.isDaemon(),
                    thread.isInterrupted(),
                    thread.getThreadGroup());
        }
    }

    @FunctionalInterface
    private interface Starting {
        void start(Runnable task) throws Exception;
    }

    /** Has an unusual thread start another, and tells what that one sees. */
    private static Seen startedByAnUnusualThread(Starting starting) throws Exception {
        CompletableFuture<Seen> seen = new CompletableFuture<>();
        ThreadGroup group = new ThreadGroup("a caller's");
        Thread caller = new Thread(group, () -> {
            LOCAL.set("a caller's");
            Thread.currentThread().interrupt();
            try {
                starting.start(() -> seen.complete(Seen.now()));
            } catch (Exception e) {
                seen.completeExceptionally(e);
            }
        });
        caller.setContextClassLoader(new ClassLoader() {});
        caller.setPriority(Thread.MIN_PRIORITY);
        caller.start();
        Seen result = seen.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertNotSame(group, result.group());
        return result;
    }

    private static void assertNothingInherited(Seen seen) {
        assertEquals(BackendThreads.class.getClassLoader(), seen.loader());
        assertNull(seen.local(), "an inheritable thread local of the caller");
        assertEquals(Thread.NORM_PRIORITY, seen.priority());
        assertTrue(seen.daemon(), "a thread of a backend keeps no program alive");
        assertFalse(seen.interrupted(), "the caller's interrupt");
    }

    @Test
    void aThreadTakesOverNothingOfItsCreator() throws Exception {
        assertNothingInherited(startedByAnUnusualThread(
                task -> BackendThreads.create("test", task).start()));
        assertNothingInherited(startedByAnUnusualThread(
                task -> BackendThreads.named("test").newThread(task).start()));
    }

    @Test
    void aHandlerThreadTakesOverNothingOfWhoeverSignalsFirst() throws Exception {
        HandlerThreads threads = new HandlerThreads("test");
        assertNothingInherited(startedByAnUnusualThread(threads::execute));
        threads.close(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS), System.nanoTime());
    }

    @Test
    void aHandlerThreadForgetsWhatOneHandlerChanged() throws Exception {
        HandlerThreads threads = new HandlerThreads("test");
        AtomicReference<Thread> first = new AtomicReference<>();
        threads.execute(() -> {
            first.set(Thread.currentThread());
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            Thread.currentThread().setPriority(Thread.MAX_PRIORITY);
        });
        Await.until(
                "the thread's own class loader",
                () -> first.get() != null
                        && first.get().getContextClassLoader() == BackendThreads.class.getClassLoader());
        assertEquals(Thread.NORM_PRIORITY, first.get().getPriority());
        threads.close(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS), System.nanoTime());
    }

    @Test
    void anInterruptedThreadClosesWithoutInterruptingHandlersBeforeTheirTime() throws Exception {
        HandlerThreads threads = new HandlerThreads("test");
        SynchronousQueue<String> gate = new SynchronousQueue<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                gate.take();
                gate.take();
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        gate.put("the handler is running");
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        Thread closer = BackendThreads.create("closer", () -> {
            Thread.currentThread().interrupt();
            threads.close(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS), System.nanoTime());
            kept.complete(Thread.interrupted());
        });
        closer.start();
        Await.until("close() to wait", () -> !closer.isAlive() || closer.getState() == Thread.State.TIMED_WAITING);
        assertTrue(gate.offer("go on", LIMIT_SECONDS, TimeUnit.SECONDS));
        assertFalse(interrupted.get(LIMIT_SECONDS, TimeUnit.SECONDS), "the handler had time left");
        assertTrue(kept.get(LIMIT_SECONDS, TimeUnit.SECONDS), "close() keeps the interrupt status");
    }

    @Test
    void aHandoverGivesResultsAndFailuresAndKeepsTheInterrupt() throws Exception {
        Executor executor = task -> BackendThreads.create("other", task).start();
        Thread.currentThread().interrupt();
        Thread ranOn = Handover.run(executor, false, Thread::currentThread);
        assertTrue(Thread.interrupted(), "the status is kept");
        assertEquals("other", ranOn.getName());
        assertThrows(
                IOException.class,
                () -> Handover.run(executor, false, () -> {
                    throw new IOException("intended");
                }));
        Thread.currentThread().interrupt();
        boolean passedOn = Handover.run(executor, true, () -> {
            try {
                new CountDownLatch(1).await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        });
        assertTrue(Thread.interrupted() && passedOn, "an interrupt that is passed on ends the wait");
    }
}
