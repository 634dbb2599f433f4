package io.messaging.store.log;

import io.messaging.backend.MessagingException;
import io.messaging.log.SafeLog;
import io.messaging.spi.delivery.BackendThreads;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Forces for those who must not wait, on a thread of its own that starts with the first of them: all who ask during a force share the
 * next one. Thread-safe: guarded by its monitor; callbacks run outside it.
 */
final class SafeCallbacks {
    private static final System.Logger LOGGER = SafeLog.of(SafeCallbacks.class);

    private record Waiting(long location, Consumer<MessagingException> callback) {}

    private final LongConsumer forceTo;

    /** How many were added and not called back. */
    private final AtomicInteger pending = new AtomicInteger();

    private List<Waiting> waiting = new ArrayList<>();
    private Thread thread;
    private boolean stopped;

    /**
     * Creates it without a thread.
     *
     * @param forceTo forces everything before a location
     */
    SafeCallbacks(LongConsumer forceTo) {
        this.forceTo = forceTo;
    }

    /** Calls back when the record at a location is forced, with null, or with the reason why it is not. */
    void add(long location, Consumer<MessagingException> callback) {
        synchronized (this) {
            if (!stopped) {
                pending.incrementAndGet();
                waiting.add(new Waiting(location, callback));
                if (thread == null) {
                    thread = BackendThreads.create("messaging-log-force", this::run);
                    thread.start();
                }
                notifyAll();
                return;
            }
        }
        callback.accept(new LogException("the log is closed"));
    }

    /** Returns whether nobody waits for a callback, so that one that is called elsewhere overtakes none. */
    boolean isIdle() {
        return pending.get() == 0;
    }

    private void run() {
        for (List<Waiting> next = take(); !next.isEmpty(); next = take()) {
            long last = next.stream().mapToLong(Waiting::location).max().orElseThrow();
            MessagingException failure = force(last + 1);
            for (Waiting one : next) {
                call(one, failure);
                pending.decrementAndGet();
            }
        }
    }

    private MessagingException force(long end) {
        try {
            forceTo.accept(end);
            return null;
        } catch (MessagingException e) {
            return e;
        } catch (RuntimeException | Error e) { // whoever waits is told, and the next ones are served
            return new LogException("a force of the log ended with " + e, e);
        }
    }

    private static void call(Waiting one, MessagingException failure) {
        try {
            one.callback().accept(failure);
        } catch (RuntimeException | Error e) { // those behind it are served all the same
            LOGGER.log(Level.ERROR, "a callback of the log failed", e);
        }
    }

    /** Returns whom to serve, nobody when it is to end. */
    private synchronized List<Waiting> take() {
        while (waiting.isEmpty() && !stopped) {
            try {
                wait();
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
        List<Waiting> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    /** Serves those who wait, and ends. */
    void stop() {
        Thread running;
        synchronized (this) {
            stopped = true;
            notifyAll();
            running = thread;
        }
        LogThread.join(running);
    }
}
