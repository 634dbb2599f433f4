package io.messaging.benchmarks.process;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reports how much of this JVM's heap is in use. Used by one thread; runs a second one while it watches. */
final class HeapProbe {
    /** Asks for the bytes in use after a full collection. */
    static final String USED = "heap used";
    /** Starts full collections, each followed by a reading and by a pause as long as it took. */
    static final String WATCH = "heap watch";
    /** Ends them and asks for the most bytes that were in use after one. */
    static final String PEAK = "heap peak";

    private static final int COLLECTIONS = 3;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private Watch watch;

    /** Answers a request; returns null when it is not for this class. */
    String answer(String request) throws InterruptedException {
        switch (request) {
            case USED:
                return Long.toString(used(COLLECTIONS));
            case WATCH:
                watch = new Watch();
                watch.start();
                return "watching";
            case PEAK:
                return Long.toString(watch.end());
            default:
                return null;
        }
    }

    /** More than one collection, since the first only finds what the next one can free (references, cleaners). */
    private long used(int collections) {
        for (int i = 0; i < collections; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** Collects half of the time, and leaves the other half to the work that is watched. */
    private final class Watch extends Thread {
        private final CountDownLatch ended = new CountDownLatch(1);
        private long most;

        Watch() {
            super("heap-watch");
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                long start;
                do {
                    start = System.nanoTime();
                    most = Math.max(most, used(1));
                } while (!ended.await(System.nanoTime() - start, TimeUnit.NANOSECONDS));
            } catch (InterruptedException e) {
                // Nobody interrupts this thread.
            }
        }

        long end() throws InterruptedException {
            ended.countDown();
            join();
            return most;
        }
    }
}
