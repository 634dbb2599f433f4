package io.messaging.spi.delivery;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Feeds one handler from one source, with several messages at once where there are as many. Each of its threads takes a
 * message, handles it, and takes the next. As long as the handler is quick, one thread does it all. Where it is not, a watch
 * adds threads after a millisecond, up to the concurrency.
 *
 * <p>Thread-safe: guarded by its monitor, under which neither the source nor the handler is called. Both are called by
 * several threads at once.
 *
 * @param <T> what the source gives
 */
public final class ConcurrentDelivery<T> implements HandlerRun {
    private static final System.Logger LOGGER = SafeLog.of(ConcurrentDelivery.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A handler is slow where it takes longer on average: further threads would only be in the way of quicker ones. */
    private static final long SLOW_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** How many looks at an idle delivery until the watch ends. */
    private static final int IDLE_LOOKS = 20;

    private final String topic;
    private final int concurrency;
    private final Executor executor;
    private final Supplier<T> source;
    private final Consumer<T> handler;
    private final Halt halt;
    private final Set<Thread> runners = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    /** How many threads run, or were asked for. Guarded by the monitor. */
    private int running;

    /** Whether the source may have something that no thread has asked for. Guarded by the monitor. */
    private boolean pending;

    /** Messages handled since the last look, and the time that the handler took for them. Guarded by the monitor. */
    private long handled;

    private long handlerNanos;
    private boolean watched;

    /**
     * Creates the delivery, which waits for its first {@link #signal}.
     *
     * @param topic for the log
     * @param concurrency how many messages may be handled at once, 1 or more
     * @param executor gives a thread of its own to each task; runs none on the calling thread
     * @param source gives the next message, or null when there is none for now
     * @param handler handles a message, or gives it back after {@link #halt}; never throws
     * @param onHalted called once after {@link #halt}, as soon as no call of the handler is running or will start
     */
    public ConcurrentDelivery(
            String topic,
            int concurrency,
            Executor executor,
            Supplier<T> source,
            Consumer<T> handler,
            Runnable onHalted) {
        this.topic = topic;
        this.concurrency = concurrency;
        this.executor = executor;
        this.source = source;
        this.handler = handler;
        this.halt = new Halt(topic, onHalted);
    }

    /** Says that the source may have something new. Quick, and never throws. */
    public void signal() {
        boolean first;
        boolean watch;
        synchronized (this) {
            pending = true;
            first = running == 0 && !stopped;
            running += first ? 1 : 0;
            watch = startWatch();
        }
        if (first) {
            startRunner();
        }
        if (watch) {
            start(this::watch, this::endWatch);
        }
    }

    /** Decides whether the watch has to be started. Called under the monitor. */
    private boolean startWatch() {
        boolean start = !watched && !stopped && running > 0 && running < concurrency;
        watched |= start;
        return start;
    }

    private void startRunner() {
        start(this::run, this::leave);
    }

    private void start(Runnable task, Runnable undo) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException closing) {
            undo.run();
        } catch (OutOfMemoryError noThread) {
            undo.run();
            LOGGER.log(Level.ERROR, () -> "no thread for the handler of topic '" + topic + "'", noThread);
        }
    }

    private void run() {
        runners.add(Thread.currentThread());
        boolean left = false;
        try {
            while (!left) {
                T next = ask();
                if (next == null) {
                    left = leaveUnlessPending();
                } else {
                    long start = System.nanoTime();
                    handler.accept(next);
                    handled(System.nanoTime() - start);
                }
            }
        } finally {
            runners.remove(Thread.currentThread());
            if (!left) {
                leave(); // an error; the next signal or look starts another thread
            } else {
                notifyIfHalted();
            }
        }
    }

    private T ask() {
        synchronized (this) {
            if (stopped) {
                return null;
            }
            pending = false;
        }
        T next = null;
        try {
            next = source.get();
        } catch (RuntimeException | Error failure) {
            LOGGER.log(Level.ERROR, () -> "cannot take the next message of topic '" + topic + "'", failure);
        }
        if (next != null) {
            boolean watch;
            synchronized (this) {
                pending = true; // whoever finds something has not found the end
                watch = startWatch();
            }
            if (watch) {
                start(this::watch, this::endWatch);
            }
        }
        return next;
    }

    private synchronized void handled(long nanos) {
        handled++;
        handlerNanos += nanos;
    }

    private synchronized boolean leaveUnlessPending() {
        if (pending && !stopped) {
            return false;
        }
        running--;
        return true;
    }

    private void leave() {
        synchronized (this) {
            running--;
        }
        notifyIfHalted();
    }

    private void watch() {
        int idle = 0;
        do {
            Uninterruptibly.sleep(LOOK_NANOS); // nothing signals that a handler takes long
            for (int missing = countMissing(); missing > 0; missing--) {
                startRunner();
            }
            idle = isBusy() ? 0 : idle + 1;
        } while (idle < IDLE_LOOKS || !endWatchIfIdle());
    }

    /** Decides how many more threads there have to be, half as many again as there are, and counts them. */
    private synchronized int countMissing() {
        boolean slow = handlerNanos >= handled * SLOW_NANOS; // where none has returned, too
        handled = 0;
        handlerNanos = 0;
        int more = slow && pending && !stopped ? Math.min(concurrency - running, 1 + running / 2) : 0;
        running += more;
        return more;
    }

    private synchronized boolean isBusy() {
        return pending && running < concurrency && !stopped;
    }

    private synchronized boolean endWatchIfIdle() {
        watched = isBusy();
        return !watched;
    }

    private synchronized void endWatch() {
        watched = false;
    }

    @Override
    public void halt() {
        synchronized (this) {
            stopped = true;
        }
        notifyIfHalted();
    }

    private void notifyIfHalted() {
        boolean come;
        synchronized (this) {
            come = stopped && running == 0;
        }
        if (come) {
            halt.come();
        }
    }

    @Override
    public boolean isHalted() {
        return stopped;
    }

    /** {@return whether the calling thread is inside the handler} */
    public boolean isOnHandlerThread() {
        return runners.contains(Thread.currentThread());
    }

    @Override
    public boolean awaitHalted(long nanos) {
        return isOnHandlerThread() || halt.await(nanos);
    }

    @Override
    public void interrupt(long millis) {
        for (Thread running : runners) {
            if (running != Thread.currentThread()) {
                HandlerThreads.interrupt(running, () -> runners.contains(running), topic, millis);
            }
        }
    }
}
