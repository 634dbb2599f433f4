package io.messaging.embedded.server.session;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.function.BooleanSupplier;

/**
 * Waits for a selector. While events follow each other within microseconds, as from a client that stores message after
 * message, it polls for about as long before it sleeps, since falling asleep and being woken takes longer than that. A
 * server with less to do sleeps at once, and yields the processor to other threads that are waiting for it.
 *
 * <p>Owned by the event loop.
 */
final class BriefWait {
    private static final long BRIEF_NANOS = 50_000;

    private final Selector selector;

    /** Checked after each poll of the selector, which may have consumed a wake-up. */
    private final BooleanSupplier hasOtherWork;

    private boolean lastWasBrief;

    BriefWait(Selector selector, BooleanSupplier hasOtherWork) {
        this.selector = selector;
        this.hasOtherWork = hasOtherWork;
    }

    /** Waits until a channel or other work is ready, at most that long; 0 is no limit. */
    void select(long millis) throws IOException {
        long start = System.nanoTime();
        if (lastWasBrief && comesBriefly(start)) {
            return;
        }
        if (!hasOtherWork.getAsBoolean()) {
            selector.select(millis);
        }
        lastWasBrief = System.nanoTime() - start < BRIEF_NANOS;
    }

    private boolean comesBriefly(long start) throws IOException {
        while (System.nanoTime() - start < BRIEF_NANOS) {
            if (selector.selectNow() > 0 || hasOtherWork.getAsBoolean()) {
                return true;
            }
            Thread.yield();
        }
        return false;
    }
}
