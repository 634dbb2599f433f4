package io.messaging.selftest.handmade;

import io.messaging.backend.Capability;
import io.messaging.selftest.fault.Faults;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where an {@link Engine} runs handlers. */
public abstract class Runner {
    abstract void execute(Runnable delivery);

    /** Called without the engine's lock after deliveries were started. */
    void pumped() {}

    void close() {}

    Set<Capability> capabilities(Set<Capability> ofStore) {
        return ofStore;
    }

    private static Set<Capability> without(Set<Capability> all, Capability missing) {
        EnumSet<Capability> left = EnumSet.copyOf(all);
        left.remove(missing);
        return left;
    }

    /** Inherits nothing of the creating thread (SUB-20). */
    static Thread daemon(Runnable work) {
        Thread thread = new Thread(null, work, "engine", 0, false);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        thread.setPriority(Thread.NORM_PRIORITY);
        thread.setDaemon(true);
        return thread;
    }

    /** As many threads as there are deliveries at once. */
    public static final class Threads extends Runner {
        private final ExecutorService pool = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 50, TimeUnit.MILLISECONDS, new SynchronousQueue<>(), Runner::daemon);

        @Override
        void execute(Runnable delivery) {
            pool.execute(delivery);
        }

        @Override
        void close() {
            // Its threads end by themselves; a delivery under way may start another.
        }
    }

    /** A new thread for every delivery. */
    public static final class NewThreads extends Runner {
        @Override
        void execute(Runnable delivery) {
            daemon(delivery).start();
        }
    }

    /** One thread for all handlers: a blocked one blocks all. */
    public static final class OneThread extends Runner {
        private final ThreadPoolExecutor thread;

        public OneThread() {
            thread = new ThreadPoolExecutor(
                    1, 1, 50, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), Runner::daemon);
            thread.allowCoreThreadTimeOut(true);
        }

        @Override
        void execute(Runnable delivery) {
            thread.execute(delivery);
        }

        @Override
        Set<Capability> capabilities(Set<Capability> ofStore) {
            return without(ofStore, Capability.ASYNC_DELIVERY);
        }
    }

    /** The threads that call the backend, at the end of the call; a handler's own calls leave it to the outermost one. */
    public static final class Callers extends Runner {
        private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
        private final ThreadLocal<Boolean> delivering = new ThreadLocal<>();

        @Override
        void execute(Runnable delivery) {
            waiting.add(delivery);
        }

        @Override
        void pumped() {
            if (delivering.get() != null) {
                return;
            }
            delivering.set(true);
            try {
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.run();
                }
            } finally {
                delivering.remove();
            }
        }

        @Override
        Set<Capability> capabilities(Set<Capability> ofStore) {
            return without(ofStore, Capability.ASYNC_DELIVERY);
        }
    }

    /** Every subscription looks for messages once in so many milliseconds, and then takes all there are. */
    public static final class Polling extends Runner {
        private final long millis;
        private final ThreadLocal<Boolean> looking = new ThreadLocal<>();

        public Polling(long millis) {
            this.millis = millis;
        }

        @Override
        void execute(Runnable delivery) {
            boolean goesOn = looking.get() != null;
            daemon(() -> {
                        if (!goesOn) {
                            Faults.pause(TimeUnit.MILLISECONDS.toNanos(millis));
                        }
                        looking.set(true);
                        delivery.run();
                    })
                    .start();
        }
    }
}
