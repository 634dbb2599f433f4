package io.messaging.bus;

import io.messaging.spi.delivery.BackendThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The timer that every JVM has for its futures: the bus has no thread of its own. Thread-safe. */
final class JdkTimer {
    private JdkTimer() {}

    /**
     * The timer's thread takes over the context of whoever uses it first, which is not to be an application's. In a class of its
     * own, since what runs on the other thread must not wait for the class that waits for it.
     */
    private static final class Started {
        static final CompletableFuture<Void> FIRST = BackendThreads.call("messaging-bus-timer", JdkTimer::first);

        private Started() {}
    }

    private static CompletableFuture<Void> first() {
        return new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.NANOSECONDS);
    }

    /** Does something after a time, on a thread that must not be held up; cancelling the result prevents it. */
    static CompletableFuture<Void> after(long nanos, Runnable action) {
        CompletableFuture<Void> timer = Started.FIRST.newIncompleteFuture();
        timer.thenRun(action);
        return timer.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
    }
}
