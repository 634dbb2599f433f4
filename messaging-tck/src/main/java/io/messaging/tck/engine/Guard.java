package io.messaging.tck.engine;

import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckFailure;
import io.messaging.tck.spec.TckSkip;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;
import org.opentest4j.TestAbortedException;

/** Runs a test on a thread and in a thread group of its own, ends it when it hangs, and closes what it opened. */
public final class Guard {
    private static final System.Logger LOGGER = System.getLogger("io.messaging.tck");

    /** However short the waits are set, a test that starts another JVM may be silent for so long. */
    private static final long LEAST_HANG_NANOS = 5_000_000_000L;

    private final RuleContext tck;

    public Guard(RuleContext tck) {
        this.tck = tck;
    }

    /** The test itself, as JUnit gives it. */
    public interface Test {
        void run() throws Throwable;
    }

    /** Whatever goes wrong, it becomes a failure of the rule, or a skip. */
    public void run(Rule rule, Test test) {
        AtomicReference<Throwable> outcome = new AtomicReference<>();
        try {
            watch("test", () -> {
                try {
                    tck.require(rule.requires());
                    test.run();
                    tck.checkNoFailure();
                } catch (Throwable e) {
                    outcome.set(e);
                }
            });
        } finally {
            closeBackends();
        }
        if (outcome.get() instanceof TckFailure failure) {
            throw failure;
        } else if (outcome.get() instanceof TestAbortedException skip) {
            throw skip;
        } else if (outcome.get() != null) {
            throw tck.verify().unexpected("every call of the test succeeds", outcome.get());
        }
    }

    private void closeBackends() {
        try {
            watch("closing after the test", tck::closeBackends);
        } catch (TckFailure hanging) {
            LOGGER.log(Level.WARNING, "a backend did not close after a test", hanging);
        }
    }

    /** Runs the work elsewhere, so that this thread can watch it and give it up. */
    private void watch(String what, Runnable work) {
        String name = tck.threadName();
        Thread thread = new Thread(new ThreadGroup(name), work, name);
        thread.setDaemon(true);
        tck.progress();
        thread.start();
        long limitNanos =
                Math.max(LEAST_HANG_NANOS, 3 * tck.timeouts().positiveWait().toNanos());
        while (!ended(thread)) {
            if (tck.watch().nanosWithoutProgress() > limitNanos) {
                String calls = tck.watch().runningCalls();
                TckFailure failure = tck.verify()
                        .timeout(
                                "the " + what + " gets on: every call returns and every message comes",
                                "nothing happened for " + limitNanos / 1_000_000 + " ms; " + calls);
                thread.interrupt();
                throw failure;
            }
        }
    }

    private boolean ended(Thread thread) {
        try {
            thread.join(Math.max(1, tck.timeouts().poll().toMillis()) * 20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw TckSkip.because("the run was interrupted");
        }
        return !thread.isAlive();
    }
}
