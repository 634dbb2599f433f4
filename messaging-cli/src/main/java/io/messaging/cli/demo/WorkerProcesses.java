package io.messaging.cli.demo;

import io.messaging.cli.support.ChildCommand;
import io.messaging.cli.support.ClassPathOption;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.InterruptHook;
import io.messaging.config.MessagingConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The worker processes of a run, numbered from 1. None outlives it, interrupted or not. Thread-safe. */
final class WorkerProcesses implements AutoCloseable {
    private static final long END_SECONDS = 2;
    private static final long NEAR_MILLIS = 500;

    /** A worker lives for seconds and shares the machine with the others: it must start quickly. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final MessagingConfig config;
    private final String run;
    private final List<Path> addedJars;
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final InterruptHook hook;
    private final List<Process> processes = new ArrayList<>();
    private final Map<Integer, String> lastLines = new ConcurrentHashMap<>();
    private boolean closed;

    /** Prepares workers with this configuration and these additional jars; the action is done when the run is interrupted. */
    WorkerProcesses(MessagingConfig config, String run, List<Path> addedJars, Runnable onInterrupt) {
        this.config = config;
        this.run = run;
        this.addedJars = addedJars;
        hook = new InterruptHook("demo-interrupted", () -> {
            interrupted.countDown();
            onInterrupt.run();
            endAll();
        });
    }

    /** Starts a worker; the action gets its number, on another thread, when it has ended. */
    synchronized void start(IntConsumer onExit) {
        int number = processes.size() + 1;
        if (closed) {
            throw new CommandFailedException("the demo is ending, so worker " + number + " is not started");
        }
        List<String> command =
                new ArrayList<>(List.of("demo-worker", "--run", run, "--worker", Integer.toString(number)));
        if (!addedJars.isEmpty()) {
            command.addAll(List.of("--classpath", ClassPathOption.join(addedJars)));
        }
        ProcessBuilder builder = ChildCommand.of(JVM_OPTIONS, command).redirectErrorStream(true);
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config.toJson());
        try {
            Process process = builder.start();
            processes.add(process);
            Thread watch = new Thread(() -> watch(number, process, onExit), "output-of-worker-" + number);
            watch.setDaemon(true);
            watch.start();
        } catch (IOException e) {
            throw new CommandFailedException("cannot start worker " + number + " (" + e.getMessage() + ")", e);
        }
    }

    private void watch(int number, Process process, IntConsumer onExit) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(line -> lastLines.put(number, line));
        } catch (IOException | UncheckedIOException e) {
            // it is ended from here
        }
        process.onExit().join();
        onExit.accept(number);
    }

    synchronized Process process(int number) {
        return processes.get(number - 1);
    }

    /** Lets a worker that has finished exit. */
    void release(int number) {
        try (OutputStream input = process(number).getOutputStream()) {
            input.write('\n');
        } catch (IOException e) {
            // it ended already; its exit code is checked anyway
        }
    }

    /** Says how a worker has ended; workers print only failures. */
    String end(int number) {
        String words = lastLines.getOrDefault(number, "");
        return "worker " + number + " (process " + process(number).pid() + ") ended early, with exit code "
                + process(number).exitValue() + (words.isEmpty() ? "" : " and the last output: " + words);
    }

    /**
     * Never returns if this process is being interrupted, so that the consequences are not reported as failures: an interrupt
     * from the keyboard reaches the workers at the same time, and their end may be seen first.
     */
    void parkIfInterrupted() throws InterruptedException {
        if (interrupted.await(NEAR_MILLIS, TimeUnit.MILLISECONDS)) {
            new CountDownLatch(1).await();
        }
    }

    @Override
    public void close() {
        hook.remove();
        endAll();
    }

    private void endAll() {
        List<Process> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(processes);
        }
        all.forEach(Process::destroy);
        try {
            for (Process process : all) {
                if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
