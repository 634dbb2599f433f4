package io.messaging.inmemory;

import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import io.messaging.store.MessageStore;
import java.lang.System.Logger.Level;

/**
 * Frees the memory of expired messages, even if nobody reads. Its thread starts with the first message that can
 * expire, and sleeps while there is none.
 *
 * <p>Thread-safe: guarded by its monitor.
 */
final class Reclaimer {
    private static final System.Logger LOGGER = SafeLog.of(Reclaimer.class);
    private static final long PAUSE_MILLIS = 250;

    private final String broker;
    private final MessageStore store;
    private Thread thread;
    private boolean closed;

    Reclaimer(String broker, MessageStore store) {
        this.broker = broker;
        this.store = store;
    }

    synchronized void wake() {
        if (closed) {
            return;
        }
        if (thread == null) {
            thread = BackendThreads.create("messaging-inmemory-reclaimer-" + broker, this::run);
            thread.start();
        }
        notifyAll();
    }

    private void run() {
        while (pause()) {
            try {
                store.reclaimExpired();
            } catch (RuntimeException | Error failure) { // the clock may be a user's
                LOGGER.log(Level.WARNING, "cannot reclaim expired messages; trying again", failure);
            }
        }
    }

    private synchronized boolean pause() {
        try {
            while (!closed && !store.hasExpiring()) {
                wait();
            }
            if (!closed) {
                wait(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            closed = true; // no one else has this thread, so an interrupt means that it is to end
        }
        return !closed;
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
