package io.messaging.tck.engine;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The one place that waits: for a condition, never for a time, except where time itself is the subject. */
public final class Awaiter {
    private static final long NANOS_BETWEEN_COLLECTIONS = TimeUnit.SECONDS.toNanos(1);

    /** What takes longer than so many looks is looked at more rarely: looking takes time from what is waited for. */
    private static final int FREQUENT_LOOKS = 50;

    private static final int RARE = 4;

    /** How often a thread may hand on to the next before what must not come is there. */
    private static final int TURNS = 3;

    private final Supplier<Waits> timeouts;
    private final Runnable progress;

    /** Takes what is to be called after work of its own that may take long, so that it is not taken for hanging. */
    Awaiter(Supplier<Waits> timeouts, Runnable progress) {
        this.timeouts = timeouts;
        this.progress = progress;
    }

    /** Waits as long as the positive wait. */
    public boolean until(BooleanSupplier condition) {
        return until(condition, timeouts.get().positiveWait());
    }

    public boolean until(BooleanSupplier condition, Duration limit) {
        long start = System.nanoTime();
        for (int looks = 0; !condition.getAsBoolean(); looks++) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return condition.getAsBoolean();
            }
            park(timeouts.get().poll().toNanos() * (looks < FREQUENT_LOOKS ? 1 : RARE));
        }
        return true;
    }

    /** Waits as long as the measure changes at least once in each positive wait: slow is not wrong. */
    public boolean untilProgressEnds(BooleanSupplier condition, LongSupplier measure) {
        long last = measure.getAsLong();
        while (!until(() -> condition.getAsBoolean())) {
            long now = measure.getAsLong();
            if (now == last) {
                return condition.getAsBoolean();
            }
            last = now;
        }
        return true;
    }

    /** Waits until the reference is cleared. Each collection stops all threads, so it asks for one ever more rarely. */
    public boolean untilCollected(WeakReference<?> reference) {
        long[] pause = {0};
        long[] asked = {System.nanoTime()};
        return until(() -> {
            if (System.nanoTime() - asked[0] >= pause[0]) {
                System.gc(); // with a large heap on a busy machine, several seconds
                progress.run();
                asked[0] = System.nanoTime();
                pause[0] = Math.min(
                        NANOS_BETWEEN_COLLECTIONS,
                        2 * pause[0] + timeouts.get().poll().toNanos());
            }
            return reference.get() == null;
        });
    }

    /**
     * Looks for as long as the negative wait whether something comes that must not; true when it came. On a busy machine
     * longer: until threads that were started after all others have had their turns.
     */
    public boolean comesAfterAll(BooleanSupplier condition) {
        boolean comes = until(condition, timeouts.get().negativeWait());
        for (int i = 0; i < TURNS && !comes; i++) {
            Thread turn = new Thread(() -> {}, "tck-turn");
            turn.setDaemon(true);
            turn.start();
            until(() -> condition.getAsBoolean() || !turn.isAlive());
            comes = condition.getAsBoolean();
        }
        return comes;
    }

    /** Waits for real time to pass, where time itself is the subject, or a handler is to take it. */
    public static void letTimePass(Duration duration) {
        long start = System.nanoTime();
        for (long left = duration.toNanos(); left > 0; left = duration.toNanos() - (System.nanoTime() - start)) {
            park(left);
        }
    }

    public void pause() {
        park(timeouts.get().poll().toNanos());
    }

    private static void park(long nanos) {
        LockSupport.parkNanos(nanos);
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the kit has aborted this test (timeout)");
        }
    }
}
