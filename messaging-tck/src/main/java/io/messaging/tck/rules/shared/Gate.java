package io.messaging.tck.rules.shared;

import java.util.concurrent.CountDownLatch;

/** Holds handlers until it is opened, and at the end of its block in any case. Thread-safe. */
final class Gate implements AutoCloseable {
    private final CountDownLatch latch = new CountDownLatch(1);

    void pass() throws InterruptedException {
        latch.await();
    }

    void open() {
        latch.countDown();
    }

    @Override
    public void close() {
        open();
    }
}
