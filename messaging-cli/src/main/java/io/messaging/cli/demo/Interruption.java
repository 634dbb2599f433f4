package io.messaging.cli.demo;

import io.messaging.cli.support.InterruptHook;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends the workers when the demo is interrupted. Thread-safe.
 *
 * <p>An interrupt from the keyboard reaches the workers at the same time, so a worker's exit may be seen before our own
 * interruption; {@link #parkIfNear} distinguishes that from a failure.
 */
final class Interruption {
    private static final long NEAR_MILLIS = 500;

    private final CountDownLatch began = new CountDownLatch(1);
    private final InterruptHook hook;

    /** Runs the action if the process is interrupted before {@link #over}. */
    Interruption(Runnable action) {
        hook = new InterruptHook("demo-interrupted", () -> {
            began.countDown();
            action.run();
        });
    }

    /** Never returns if the process is being interrupted, so that the consequences are not reported as failures. */
    void parkIfNear() throws InterruptedException {
        if (began.await(NEAR_MILLIS, TimeUnit.MILLISECONDS)) {
            new CountDownLatch(1).await();
        }
    }

    /** Ends the special treatment of interruptions. */
    void over() {
        hook.remove();
    }
}
