package io.messaging.spi.delivery;

import io.messaging.concurrent.Uninterruptibly;
import io.messaging.log.SafeLog;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * The threads that run one backend's handlers, and whatever else of a program: as many as there are calls running at
 * once, gone when idle. A blocked handler holds its own thread and nobody else's. Thread-safe.
 */
public final class HandlerThreads implements Executor {
    private static final System.Logger LOGGER = SafeLog.of(HandlerThreads.class);
    private static final long IDLE_SECONDS = 5;

    /** Those that run. Its monitor signals that one has ended. */
    private final Set<HandlerThread> threads = ConcurrentHashMap.newKeySet();

    private final ThreadPoolExecutor pool;

    private static final class HandlerThread extends Thread {
        final HandlerThreads owner;

        /** Which code of the program's it runs; null while it runs none. Guarded by this thread's monitor. */
        private String call;

        /** The call that was interrupted last: it may take its time to end. Guarded by this thread's monitor. */
        private String interrupted;

        HandlerThread(HandlerThreads owner, Runnable task, String name) {
            super(BackendThreads.GROUP, task, name, 0, false);
            this.owner = owner;
        }

        @Override
        public void run() {
            owner.threads.add(this);
            try {
                super.run();
            } finally {
                owner.gone(this);
            }
        }

        synchronized String call(String now) {
            String before = call;
            call = now;
            return before;
        }

        /** Decided and done in one step, so that the interrupt meets no later call. Once for each call. */
        synchronized void interruptCall(BooleanSupplier stillRuns, long millis) {
            if (call != null && call != interrupted && stillRuns.getAsBoolean()) {
                interrupted = call;
                LOGGER.log(
                        Level.WARNING,
                        () -> "interrupting " + call + " on thread '" + getName() + "', which is still running "
                                + millis + " ms after its end was asked for");
                interrupt();
            }
        }
    }

    /**
     * Creates an executor without threads yet.
     *
     * @param name what the threads are called
     */
    public HandlerThreads(String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task ->
                BackendThreads.create(() -> new HandlerThread(this, task, name + "-" + number.incrementAndGet()));
        pool =
                new ThreadPoolExecutor(
                        0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threads) {
                    @Override
                    protected void afterExecute(Runnable task, Throwable failure) {
                        BackendThreads.reset(Thread.currentThread());
                    }
                };
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(task);
    }

    /**
     * Says that the calling thread runs code of the program's from now on, if it is one of these threads.
     *
     * @param call which, in words
     * @return what to give to {@link #leave}
     */
    static String enter(String call) {
        return Thread.currentThread() instanceof HandlerThread thread ? thread.call(call) : null;
    }

    /** Ends what {@link #enter} began. An interrupt that was meant for that code is not left to what comes next. */
    static void leave(String before) {
        if (Thread.currentThread() instanceof HandlerThread thread) {
            thread.call(before);
            Thread.interrupted();
        }
    }

    /** The pool does not count the thread any more. */
    private void gone(HandlerThread thread) {
        synchronized (threads) {
            threads.remove(thread);
            threads.notifyAll();
        }
    }

    /** {@return whether the calling thread is one of a backend's that run handlers and other code of programs} */
    public static boolean isHandlerThread() {
        return Thread.currentThread() instanceof HandlerThread;
    }

    /** Interrupts a handler, or says that it runs on where the thread is a program's. */
    static void interrupt(Thread thread, BooleanSupplier stillRuns, String topic, long millis) {
        if (thread instanceof HandlerThread own) {
            own.interruptCall(stillRuns, millis);
        } else if (stillRuns.getAsBoolean()) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "the handler of topic '" + topic + "' is still running " + millis
                            + " ms after its end was asked for, and is not interrupted, since thread '"
                            + thread.getName()
                            + "' belongs to the program");
        }
    }

    /** Ends the threads: idle ones now, busy ones when what they run returns, which is neither waited for nor interrupted. */
    public void shutdown() {
        pool.shutdown();
    }

    /**
     * Ends the threads: idle ones now, busy ones when their handler returns. What has not returned in time is
     * interrupted, with a warning that names it; where a handler is the caller, it is not waited for and not interrupted.
     *
     * @param nanos at most how long to wait
     * @param beganNanos the {@link System#nanoTime} at which the close began, for the warning
     */
    public void close(long nanos, long beganNanos) {
        pool.shutdown();
        Thread caller = Thread.currentThread();
        boolean isOwn = caller instanceof HandlerThread thread && thread.owner == this;
        // An interrupted caller still gives handlers their time; it sees the interrupt afterwards.
        if (!Uninterruptibly.await(nanos, isOwn ? this::awaitOthers : this::awaitTermination)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
            threads.stream()
                    .filter(thread -> thread != caller)
                    .forEach(thread -> thread.interruptCall(() -> true, millis));
        }
    }

    private boolean awaitTermination(long nanos) throws InterruptedException {
        return pool.awaitTermination(nanos, TimeUnit.NANOSECONDS);
    }

    /** Waits until the calling thread, one of these, is the last. */
    private boolean awaitOthers(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        synchronized (threads) {
            for (long left = nanos; pool.getPoolSize() > 1 && left > 0; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(threads, left);
            }
        }
        return pool.getPoolSize() <= 1;
    }
}
