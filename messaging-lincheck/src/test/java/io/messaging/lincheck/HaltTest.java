package io.messaging.lincheck;

import io.messaging.backend.Delivery;
import io.messaging.message.Message;
import io.messaging.spi.delivery.SerialDelivery;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** A delivery that is halted beside signals: its end is told once, and nothing starts after it. */
public class HaltTest {
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean halted;
    private volatile boolean startedLate;
    private final SerialDelivery delivery =
            new SerialDelivery(Samples.SUBSCRIPTION, this::handle, this::next, Runnable::run, ends::incrementAndGet);

    private Message next() {
        return waiting.getAndUpdate(count -> Math.max(0, count - 1)) > 0 ? Samples.lasting(1, 0) : null;
    }

    private void handle(Delivery delivery) {
        startedLate |= ends.get() > 0;
    }

    @Operation
    public void store() {
        waiting.incrementAndGet();
        delivery.signal();
    }

    @Operation
    public void halt() {
        halted = true;
        delivery.halt();
    }

    @Validate
    public void theEndIsToldOnceAndNothingStartsAfterIt() {
        ModelCheck.require(!startedLate, "a call of the handler began after the end had been told");
        ModelCheck.require(ends.get() == (halted ? 1 : 0), "the end was told " + ends + " times");
    }

    @Test
    void nothingStartsOnceTheEndHasBeenTold() {
        ModelCheck.check(
                HaltTest.class,
                Sequential.class,
                "-> store | halt ->",
                "store -> store, store | halt -> store",
                "-> store, halt | halt ->");
    }

    /** None of the operations answers anything: what has to hold is checked at the end of each run. */
    public static final class Sequential {
        public void store() {}

        public void halt() {}
    }
}
