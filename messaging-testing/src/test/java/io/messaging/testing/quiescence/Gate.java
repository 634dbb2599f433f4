package io.messaging.testing.quiescence;

import io.messaging.backend.MessageHandler;
import io.messaging.message.Message;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A handler that holds each message until it is opened. Thread-safe. */
final class Gate implements MessageHandler {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public void onMessage(Message message) throws InterruptedException {
        entered.countDown();
        opened.await();
    }

    void awaitEntered() throws InterruptedException {
        if (!entered.await(60, TimeUnit.SECONDS)) {
            throw new AssertionError("no message came to the gate");
        }
    }

    void open() {
        opened.countDown();
    }
}
