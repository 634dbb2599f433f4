package io.messaging.lincheck;

import io.messaging.message.Message;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Storers that signal a delivery which runs on their own threads: each sees to it that what it stored is handled. */
public class SignalsTest {
    private final Queue<Message> source = new ConcurrentLinkedQueue<>();
    private final AtomicInteger inHandler = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();
    private final AtomicInteger handled = new AtomicInteger();
    private volatile boolean reentered;
    private final SerialDelivery delivery =
            new SerialDelivery(Samples.SUBSCRIPTION, this::handle, source::poll, Runnable::run);

    private void handle(Message message) {
        reentered |= inHandler.incrementAndGet() > 1;
        handled.incrementAndGet();
        inHandler.decrementAndGet();
    }

    @Operation
    public void store() {
        stored.incrementAndGet();
        source.add(Samples.lasting(1, 0));
        delivery.signal();
    }

    @Validate
    public void eachIsHandledOnceAndByOneAtATime() {
        ModelCheck.require(!reentered, "the handler was re-entered");
        ModelCheck.require(handled.get() == stored.get(), "handled " + handled + " of " + stored);
    }

    @Test
    void noSignalIsLost() {
        ModelCheck.check(
                SignalsTest.class, Sequential.class, "-> store | store ->", "-> store, store | store, store ->");
    }

    /** The operation answers nothing: what has to hold is checked at the end of each run. */
    public static final class Sequential {
        public void store() {}
    }
}
