package io.messaging.tck.engine;

import io.messaging.tck.spec.TckFailure;
import io.messaging.tck.spec.TckSkip;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads of one test. Whatever one of them throws fails the test in {@link #join}. */
public final class Workers {
    private final RuleContext tck;
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    Workers(RuleContext tck) {
        this.tck = tck;
    }

    /** What a thread does. */
    public interface Work {
        void run() throws Exception;
    }

    public Thread start(String name, Work work) {
        Thread thread = new Thread(() -> guarded(work), "tck-" + name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    /** Waits for all of them; the watch over the whole test ends it when one hangs. */
    public void join() {
        for (Thread thread = threads.poll(); thread != null; thread = threads.poll()) {
            join(thread);
        }
        checkNoFailure();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the kit has aborted this test (timeout)", e);
        }
    }

    public void checkNoFailure() {
        Throwable failure = failures.peek();
        if (failure instanceof TckFailure verdict) {
            throw verdict;
        } else if (failure instanceof TckSkip skip) {
            throw skip;
        } else if (failure != null) {
            throw tck.verify().unexpected("every call of a thread of the test succeeds", failure);
        }
    }

    /** Runs one call on a thread of its own and waits as long as the positive wait for its end. */
    public boolean endsInTime(String name, Work call) {
        Thread thread = start(name, call);
        return tck.awaiter().until(() -> !thread.isAlive());
    }

    /** The same, where that is what the rule demands. */
    public void mustEnd(String name, Work call, String expectation, String observation) {
        if (!endsInTime(name, call)) {
            throw tck.verify().timeout(expectation, observation);
        }
    }
}
