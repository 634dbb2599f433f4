package io.messaging.selftest;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * How many mutants are tried at once. Mostly they wait, so it is many; on a machine that is busy with other work it is fewer,
 * else the rules would get so little processor time that their limits were over before anything was wrong. Thread-safe.
 */
final class Pace {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LEAST = 2;

    /** A piece of work that takes so many times its processor time finds the machine busy. */
    private static final int BUSY = 8;

    private static final int QUIET = 4;

    private final int most;
    private int allowed;
    private int active;

    Pace(int most) {
        this.most = most;
        this.allowed = most;
    }

    /** Runs work, when it is its turn. */
    <T> T run(Callable<T> work) throws Exception {
        begin();
        try {
            return work.call();
        } finally {
            end();
        }
    }

    private void begin() throws InterruptedException {
        long slowness = slowness();
        synchronized (this) {
            if (slowness > BUSY) {
                allowed = Math.max(LEAST, allowed - 1);
            } else if (slowness < QUIET) {
                allowed = Math.min(most, allowed + 1);
            }
            while (active >= allowed) {
                wait();
            }
            active++;
        }
    }

    private synchronized void end() {
        active--;
        notifyAll();
    }

    /** Returns how many times its processor time a piece of work takes now. */
    private static long slowness() {
        long start = System.nanoTime();
        long startWork = THREADS.getCurrentThreadCpuTime();
        while (THREADS.getCurrentThreadCpuTime() - startWork < WORK_NANOS) {
            Thread.onSpinWait();
        }
        return (System.nanoTime() - start) / WORK_NANOS;
    }
}
