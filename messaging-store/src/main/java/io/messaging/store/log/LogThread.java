package io.messaging.store.log;

import io.messaging.backend.StoreFullException;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/** The thread of a log, for what nobody should have to wait for. Thread-safe. */
final class LogThread {
    private static final System.Logger LOGGER = SafeLog.of(LogThread.class);

    /** How often it looks whether there is something to do. */
    private static final long TICK_MILLIS = 50;

    private final LogState state;
    private final Upkeep upkeep;
    private final Reclaimer reclaimer;
    private final long tickMillis;

    /** Null before the start. Guarded by the monitor, as the next one is. */
    private Thread thread;

    private boolean stopped;

    /** The failure that was logged last. Used by the thread alone. */
    private String told = "";

    LogThread(LogState state, Upkeep upkeep, Reclaimer reclaimer, long syncIntervalMillis) {
        this.state = state;
        this.upkeep = upkeep;
        this.reclaimer = reclaimer;
        this.tickMillis = Math.max(1, Math.min(TICK_MILLIS, syncIntervalMillis));
    }

    synchronized void start() {
        thread = BackendThreads.create("messaging-log", this::run);
        thread.start();
    }

    private void run() {
        boolean more = false;
        while (pause(more)) {
            try {
                upkeep.run();
                more = reclaimer.step();
            } catch (StoreFullException noSpace) {
                more = false; // who stores is told
            } catch (RuntimeException | OutOfMemoryError e) {
                if (!state.isUsable()) {
                    LOGGER.log(Level.ERROR, e.getMessage(), e);
                    return;
                }
                more = false; // what else there is to do, such as forces, has to go on
                tell(e);
            }
        }
    }

    /** Once, where the same happens again and again. */
    private void tell(Throwable failure) {
        boolean again = failure.toString().equals(told);
        told = failure.toString();
        LOGGER.log(again ? Level.DEBUG : Level.ERROR, "the upkeep of " + state.name() + " failed; it goes on", failure);
    }

    /** Returns false when it is to end. */
    private synchronized boolean pause(boolean more) {
        try {
            if (!more && !stopped) {
                TimeUnit.MILLISECONDS.timedWait(this, tickMillis);
            }
        } catch (InterruptedException e) {
            stopped = true;
        }
        return !stopped;
    }

    /** Ends it, and waits until it has ended. */
    void stop() {
        Thread running;
        synchronized (this) {
            stopped = true;
            notifyAll();
            running = thread;
        }
        join(running);
    }

    /** Waits until a thread has ended, if it is one and not this one. */
    static void join(Thread running) {
        if (running == Thread.currentThread()) {
            return;
        }
        boolean interrupted = false;
        while (running != null && running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
