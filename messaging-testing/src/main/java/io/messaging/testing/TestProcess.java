package io.messaging.testing;

import io.messaging.config.MessagingConfig;
import io.messaging.testing.process.ChildProcess;
import io.messaging.testing.space.Awaiting;
import io.messaging.testing.space.TestSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A JVM that a test has started; see {@link DistributedTestScenario#startProcess}. It ends with the test, and also when
 * the test's JVM is killed. Waits for it have the test's time limit, but at least a minute: a JVM takes time to start,
 * and a wait ends when the JVM ends. Thread-safe.
 */
public final class TestProcess implements AutoCloseable {
    /** An argument that is replaced by the configuration as JSON. */
    public static final String CONFIG = "{messaging.config}";

    private static final int SHOWN_LINES = 30;

    private final TestSpace space;
    private final ChildProcess process;

    private TestProcess(TestSpace space, ChildProcess process) {
        this.space = space;
        this.process = process;
    }

    static TestProcess start(TestSpace space, String name, Class<?> main, String... args) {
        MessagingConfig config = space.configForProcess(name);
        List<String> filled = Arrays.stream(args)
                .map(arg -> arg.equals(CONFIG) ? config.toJson() : arg)
                .toList();
        return new TestProcess(space, space.startProcess(name, main, filled, config));
    }

    /**
     * Returns the name.
     *
     * @return the name it was started with
     */
    public String name() {
        return process.name();
    }

    /**
     * Returns the process id.
     *
     * @return the operating system's number
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Returns whether it is running.
     *
     * @return false once it has ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Returns what it has printed to standard output and standard error.
     *
     * @return the latest 10,000 lines
     */
    public String output() {
        return process.output();
    }

    /**
     * Returns the exit code.
     *
     * @return empty while it runs; 128 and the signal's number where a signal ended it
     */
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /**
     * Waits until it has subscribed to topics.
     *
     * @param topics the topics
     * @return this
     */
    public TestProcess awaitSubscribed(String... topics) {
        waits().until(
                        () -> {
                            boolean subscribed = Arrays.stream(topics)
                                    .allMatch(topic -> space.hub().isSubscribed(name(), topic));
                            if (!subscribed) {
                                requireAlive("it subscribed to " + List.of(topics));
                            }
                            return subscribed ? Optional.of(this) : Optional.empty();
                        },
                        () -> "process '" + name() + "' has not subscribed to all of " + List.of(topics) + printed());
        return this;
    }

    private Awaiting waits() {
        return space.awaiting().forProcesses();
    }

    private void requireAlive(String before) {
        if (!process.isAlive()) {
            throw new AssertionError("process '" + name() + "' ended with exit code " + process.exitValue() + " before "
                    + before + printed());
        }
    }

    private String printed() {
        String text = process.outputTail(SHOWN_LINES);
        return text.isEmpty() ? "; it printed nothing" : "; it printed:\n" + text.indent(2);
    }

    /**
     * Waits until it has printed a text.
     *
     * @param text a part of what it prints
     * @return this
     */
    public TestProcess awaitOutput(String text) {
        waits().until(
                        () -> {
                            boolean wasAlive = process.isAlive();
                            if (process.output().contains(text)) {
                                return Optional.of(this);
                            }
                            if (!wasAlive) {
                                requireAlive("it printed '" + text + "'");
                            }
                            return Optional.empty();
                        },
                        () -> "process '" + name() + "' has not printed '" + text + "'" + printed());
        return this;
    }

    /**
     * Waits until it has exited.
     *
     * @return the exit code
     */
    public int awaitExit() {
        return waits().until(
                        () -> process.isAlive() ? Optional.empty() : Optional.of(process.exitValue()),
                        () -> "process '" + name() + "' is still running" + printed());
    }

    /** Terminates it, as a service manager does, and waits for the end; kills it after a time limit. */
    public void stop() {
        process.stop();
    }

    /** Kills it and its children, without clean-up; waits for the end. */
    public void kill() {
        process.kill();
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
