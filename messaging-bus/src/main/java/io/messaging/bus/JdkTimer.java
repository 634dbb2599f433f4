package io.messaging.bus;

import io.messaging.spi.delivery.BackendThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The timer that every JVM has for its futures: the bus has no thread of its own. Thread-safe. */
final class JdkTimer {
    static {
        // Its thread takes over the context of whoever uses it first, which is not to be an application's.
        BackendThreads.call(
                "messaging-bus-timer",
                () -> new CompletableFuture<Void>().completeOnTimeout(null, 1, TimeUnit.NANOSECONDS));
    }

    private JdkTimer() {}

    /** Does something after a time, on a thread that must not be held up; cancelling the result prevents it. */
    static CompletableFuture<Void> after(long nanos, Runnable action) {
        CompletableFuture<Void> timer = new CompletableFuture<>();
        timer.thenRun(action);
        return timer.completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
    }
}
