package io.messaging.cli.demo;

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
    private final Thread hook;

    /** Runs the action if the process is interrupted before {@link #over}. */
    Interruption(Runnable action) {
        hook = new Thread(
                () -> {
                    began.countDown();
                    action.run();
                },
                "demo-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Never returns if the process is being interrupted, so that the consequences are not reported as failures. */
    void parkIfNear() throws InterruptedException {
        if (began.await(NEAR_MILLIS, TimeUnit.MILLISECONDS)) {
            new CountDownLatch(1).await();
        }
    }

    /** Ends the special treatment of interruptions. */
    void over() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // the action runs, which is harmless
        }
    }
}
