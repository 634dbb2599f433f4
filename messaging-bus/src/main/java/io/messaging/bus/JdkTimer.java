package io.messaging.bus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The timer that every JVM has for its futures: the bus has no timer of its own. Thread-safe. */
final class JdkTimer {
    /** Where the JDK's pool has no thread for so long, the timer starts all the same. */
    private static final long START_SECONDS = 1;

    private JdkTimer() {}

    /** Starts the timer once. What it runs on other threads is not in this class, which they would wait for. */
    private static final class Started {
        static {
            start();
        }

        private Started() {}

        static void ensure() {}
    }

    /**
     * The timer's thread lives as long as the JVM, and takes over what it can reach of the application that uses it first: its
     * class loader, and the code that is on the stack. So it is started by a thread of the JDK that runs no other code then.
     */
    private static void start() {
        CompletableFuture<Void> trigger = new CompletableFuture<>();
        CompletableFuture<Void> first = trigger.thenAcceptAsync(
                nothing -> {}, CompletableFuture.delayedExecutor(1, TimeUnit.NANOSECONDS, Runnable::run));
        trigger.completeAsync(() -> null, ForkJoinPool.commonPool());
        try {
            first.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The first user starts it.
        }
    }

    /** Does something after a time, on a thread that must not be held up; cancelling the result prevents it. */
    static CompletableFuture<Void> after(long nanos, Runnable action) {
        Started.ensure();
        CompletableFuture<Void> timer = new CompletableFuture<>();
        timer.thenRun(action);
        return timer.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
    }
}
