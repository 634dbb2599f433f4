package io.messaging.spi.delivery;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The moment from which no call of a handler is running or will start. Thread-safe. */
final class Halt {
    private static final System.Logger LOGGER = SafeLog.of(Halt.class);

    private final String topic;
    private final Runnable onHalted;
    private final AtomicBoolean come = new AtomicBoolean();
    private final CountDownLatch notified = new CountDownLatch(1);

    /** Creates it, with what is called when it has come; the topic is for the log. */
    Halt(String topic, Runnable onHalted) {
        this.topic = topic;
        this.onHalted = onHalted;
    }

    /** Says that it has come. Notifies the first time. */
    void come() {
        if (come.compareAndSet(false, true)) {
            try {
                onHalted.run();
            } catch (RuntimeException | Error failure) {
                LOGGER.log(Level.ERROR, () -> "cannot give up the messages of topic '" + topic + "'", failure);
            } finally {
                notified.countDown();
            }
        }
    }

    /** Waits until it has been notified; returns whether it has. */
    boolean await(long nanos) {
        return Uninterruptibly.await(nanos, left -> notified.await(left, TimeUnit.NANOSECONDS));
    }
}
