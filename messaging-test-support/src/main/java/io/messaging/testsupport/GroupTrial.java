package io.messaging.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Has processes with members of a group handle messages with keys while they are killed, or something else goes wrong. A
 * process takes the log's path as an argument, writes a line when its members have subscribed, and ends with its standard input. Used by
 * one thread.
 */
public final class GroupTrial implements AutoCloseable {
    private static final int BACKLOG_OF_A_KEY = 10;
    private static final int MOST_NANOS_TO_KILL = 1_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Stores a message with a key and a number; the same message if called with them again. */
    public interface Store {
        CompletableFuture<Void> store(int key, int number);
    }

    private final long seed;
    private final Random random;
    private final int keys;
    private final Store store;
    private final Supplier<ProcessBuilder> processes;
    private final GroupLog log;
    private final GroupCheck check;
    private final List<ChildProcess> running = new ArrayList<>();
    private final Thread storing = new Thread(this::store, "storing");
    private final ReentrantLock pause = new ReentrantLock(true);
    private volatile int limit = Integer.MAX_VALUE;
    private volatile int stored;
    private volatile int retries;
    private volatile Throwable failure;

    public GroupTrial(long seed, Path log, int keys, Store store, Supplier<ProcessBuilder> processes)
            throws IOException {
        this.seed = seed;
        random = new Random(seed);
        this.keys = keys;
        this.store = store;
        this.processes = processes;
        this.log = new GroupLog(log);
        check = new GroupCheck(log);
    }

    /** Starts processes, and stores without a pause, but not far ahead of the handlers. */
    public void start(int count) {
        for (int i = 0; i < count; i++) {
            running.add(ChildProcess.start(processes.get()));
        }
        running.forEach(ChildProcess::answer);
        storing.start();
    }

    private void store() {
        try {
            while (stored < limit) {
                whilePaused(() -> storeOneOfEachKey(stored));
                stored++;
                Await.until(LIMIT, this::state, () -> {
                    check.read();
                    return stored >= limit || check.ended() > (stored - BACKLOG_OF_A_KEY) * (long) keys;
                });
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    /** Does something while nothing is being stored; handlers go on. */
    public void whilePaused(Runnable action) {
        pause.lock();
        try {
            action.run();
        } finally {
            pause.unlock();
        }
    }

    /** Stored until it is acknowledged, and before the next of its key. */
    private void storeOneOfEachKey(int number) {
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            futures.add(store.store(key, number));
        }
        for (int key = 0; key < keys; key++) {
            CompletableFuture<Void> future = futures.get(key);
            while (!isStored(future)) {
                retries++;
                future = store.store(key, number);
            }
        }
    }

    private boolean isStored(CompletableFuture<Void> future) {
        try {
            future.join();
            return true;
        } catch (CompletionException e) {
            if (retries > 10_000) {
                throw e;
            }
            return false;
        }
    }

    private String state() {
        return "seed " + seed + ": " + keys + " x " + stored + " messages stored, " + retries + " stores repeated, "
                + check.begun() + " handlers begun, " + check.ended() + " ended; " + check.faults() + "; " + failure;
    }

    public Random random() {
        return random;
    }

    /** Waits until so many more messages were handled. */
    public void awaitProgress(int messages) {
        check.read();
        long due = check.ended() + messages;
        await(() -> check.ended() >= due);
    }

    /** The same while nothing is being stored: or until all that was stored is handled. */
    public void awaitProgressWhilePaused(int messages) {
        check.read();
        long due = Math.min(check.ended() + messages, stored());
        await(() -> check.ended() >= due);
    }

    private void await(java.util.function.BooleanSupplier condition) {
        Await.until(LIMIT, this::state, () -> {
            check.read();
            return failure != null || condition.getAsBoolean();
        });
        if (failure != null) {
            throw new AssertionError(state(), failure);
        }
    }

    /** Kills a process and starts another; returns how many handlers ran in it. */
    public int kill() throws IOException {
        ChildProcess victim = running.remove(random.nextInt(running.size()));
        try {
            await(() -> check.running(victim.pid()) > 0);
            long moment = System.nanoTime() + random.nextInt(MOST_NANOS_TO_KILL);
            while (System.nanoTime() - moment < 0) {
                Thread.onSpinWait();
            }
            log.killing(victim.pid());
        } finally {
            victim.kill();
        }
        ChildProcess next = ChildProcess.start(processes.get());
        running.add(next);
        next.answer();
        check.read();
        return check.running(victim.pid());
    }

    /** Stops storing after so many messages of each key, or at once with 0, and waits until all are handled. */
    public GroupCheck finish(int numbers) {
        limit = numbers;
        try {
            storing.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        await(() -> check.isComplete(keys, stored));
        if (!check.faults().isEmpty()) {
            throw new AssertionError(state());
        }
        return check;
    }

    /** Returns how many messages were stored. */
    public long stored() {
        return (long) keys * stored;
    }

    /** Returns how many stores failed and were repeated. */
    public int retries() {
        return retries;
    }

    @Override
    public void close() {
        limit = 0;
        running.forEach(ChildProcess::close);
        try {
            check.close();
            log.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
