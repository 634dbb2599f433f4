package io.messaging.embedded.client;

import io.messaging.concurrent.Uninterruptibly;
import java.util.concurrent.TimeUnit;

/** Waiting for threads to end. Thread-safe. */
final class Threads {
    private Threads() {}

    /** Waits up to the deadline, and not at all for null or for the calling thread. */
    static void join(Thread thread, Deadline deadline) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        Uninterruptibly.join(thread, TimeUnit.MILLISECONDS.toNanos(deadline.millisLeft()));
    }
}
