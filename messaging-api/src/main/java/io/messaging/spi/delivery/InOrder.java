package io.messaging.spi.delivery;

import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Calls one listener of a program: one call at a time, in order, on a thread that no other listener needs. What a call
 * throws is logged. Thread-safe: guarded by its monitor, under which no call runs.
 */
public final class InOrder implements Executor {
    private static final System.Logger LOGGER = SafeLog.of(InOrder.class);

    private final String name;
    private final Executor threads;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    /**
     * Creates a queue without a thread yet.
     *
     * @param name what is called, for the log, such as {@code a connection listener}
     * @param threads gives a thread of its own to whatever it is given
     */
    public InOrder(String name, Executor threads) {
        this.name = name;
        this.threads = threads;
    }

    /**
     * Makes a call later, on another thread; none where the backend is closing.
     *
     * @param call may block, fail, and call the backend
     */
    @Override
    public synchronized void execute(Runnable call) {
        waiting.add(call);
        if (!running) {
            try {
                threads.execute(this::runAll);
                running = true;
            } catch (RejectedExecutionException closing) {
                waiting.clear();
            } catch (OutOfMemoryError noThread) {
                LOGGER.log(Level.ERROR, () -> "no thread for " + name + "; the next call tries again", noThread);
            }
        }
    }

    private void runAll() {
        String before = HandlerThreads.enter(name);
        try {
            for (Runnable call = next(); call != null; call = next()) {
                run(call);
            }
        } finally {
            HandlerThreads.leave(before);
        }
    }

    private synchronized Runnable next() {
        Runnable call = waiting.poll();
        running = call != null;
        return call;
    }

    private void run(Runnable call) {
        try {
            call.run();
        } catch (Throwable failure) {
            LOGGER.log(Level.WARNING, () -> name + " failed; later calls are made as well", failure);
        } finally {
            Thread.interrupted(); // what it did to the flag is its own affair
        }
    }
}
