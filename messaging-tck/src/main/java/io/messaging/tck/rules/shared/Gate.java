package io.messaging.tck.rules.shared;

import java.util.concurrent.CountDownLatch;

/** Holds handlers until it is opened, and at the end of its block in any case. Thread-safe. */
final class Gate implements AutoCloseable {
    private final CountDownLatch latch = new CountDownLatch(1);

    void pass() throws InterruptedException {
        latch.await();
    }

    /** As handlers pass that nothing can stop. */
    void passDespiteInterrupts() {
        boolean passed = false;
        while (!passed) {
            try {
                latch.await();
                passed = true;
            } catch (InterruptedException e) {
                // That is the point.
            }
        }
    }

    void open() {
        latch.countDown();
    }

    @Override
    public void close() {
        open();
    }
}
