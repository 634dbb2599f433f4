package io.messaging.cli.demo;

import io.messaging.cli.support.ChildCommand;
import io.messaging.cli.support.ClassPathOption;
import io.messaging.cli.support.CommandFailedException;
import io.messaging.config.MessagingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The worker processes of a run, none of which outlives it. Thread-safe: a shutdown hook may close it at any time. */
final class WorkerProcesses implements AutoCloseable {
    private static final long END_MILLIS = 2_000;

    /** A worker lives for seconds and shares the machine with the others: it must start quickly. */
    private static final List<String> JVM_OPTIONS =
            List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private final MessagingConfig config;
    private final DemoTopics topics;
    private final List<Path> addedJars;
    private final List<WorkerProcess> processes = new ArrayList<>();
    private boolean closed;

    /** Prepares workers with this configuration and these additional jars. */
    WorkerProcesses(MessagingConfig config, DemoTopics topics, List<Path> addedJars) {
        this.config = config;
        this.topics = topics;
        this.addedJars = addedJars;
    }

    /** Starts workers 1 to {@code count}; the action runs, on another thread, when one has ended. */
    void start(int count, Consumer<WorkerProcess> onExit) {
        for (int number = 1; number <= count; number++) {
            WorkerProcess process = start(number);
            process.onExit(() -> onExit.accept(process));
        }
    }

    private synchronized WorkerProcess start(int number) {
        if (closed) {
            throw new CommandFailedException("the demo is ending, so worker " + number + " is not started");
        }
        ProcessBuilder builder =
                ChildCommand.of(JVM_OPTIONS, subcommand(number)).redirectErrorStream(true);
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config.toJson());
        try {
            WorkerProcess process = new WorkerProcess(number, builder.start());
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new CommandFailedException("cannot start worker " + number + " (" + e.getMessage() + ")", e);
        }
    }

    private List<String> subcommand(int number) {
        List<String> command =
                new ArrayList<>(List.of("demo-worker", "--run", topics.run(), "--worker", Integer.toString(number)));
        if (!addedJars.isEmpty()) {
            command.add("--classpath");
            command.add(ClassPathOption.join(addedJars));
        }
        return command;
    }

    synchronized List<WorkerProcess> all() {
        return List.copyOf(processes);
    }

    @Override
    public void close() {
        end();
    }

    /** Ends all processes; no further one is started. */
    void end() {
        List<WorkerProcess> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(processes);
        }
        left.forEach(WorkerProcess::terminate);
        try {
            for (WorkerProcess process : left) {
                process.awaitEnd(END_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
