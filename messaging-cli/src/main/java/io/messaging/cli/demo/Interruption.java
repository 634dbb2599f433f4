package io.messaging.cli.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes the workers along when the demo is interrupted. Thread-safe.
 *
 * <p>An interrupt from the keyboard reaches the workers at the same time, so a worker's end may be seen before one's
 * own interruption; {@link #parkIfNear} tells the two kinds of end apart.
 */
final class Interruption {
    private static final long NEAR_MILLIS = 500;

    private final CountDownLatch began = new CountDownLatch(1);
    private final Thread hook;

    /** Runs the action if the process is told to end before {@link #over}. */
    Interruption(Runnable action) {
        hook = new Thread(
                () -> {
                    began.countDown();
                    action.run();
                },
                "demo-interrupted");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** If the process is being ended, never returns, so that what follows from that is not reported as a failure. */
    void parkIfNear() throws InterruptedException {
        if (began.await(NEAR_MILLIS, TimeUnit.MILLISECONDS)) {
            new CountDownLatch(1).await();
        }
    }

    /** From now on an interruption is nothing special. */
    void over() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // Then the action runs, which is harmless.
        }
    }
}
