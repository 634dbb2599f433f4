package io.messaging.testing;

import io.messaging.config.MessagingConfig;
import io.messaging.testing.RecordedEvent.Kind;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM of its own that a test has started; see {@link DistributedTestScenario#startProcess}. It ends with the test, and
 * also when the test's JVM is killed. Thread-safe.
 */
public final class TestProcess implements AutoCloseable {
    /** An argument that is replaced by the configuration as JSON. */
    public static final String CONFIG = "{messaging.config}";

    private static final long END_SECONDS = 10;

    private final TestSpace space;
    private final MessageWaits waits;
    private final String name;
    private final Process process;
    private final ProcessOutput output;
    private final CountDownLatch outputRead = new CountDownLatch(1);

    private TestProcess(TestSpace space, MessageWaits waits, String name, Process process, ProcessOutput output) {
        this.space = space;
        this.waits = waits;
        this.name = name;
        this.process = process;
        this.output = output;
    }

    static TestProcess start(TestSpace space, MessageWaits waits, String name, Class<?> main, String... args) {
        MessagingConfig config = space.configForProcess(name);
        ProcessBuilder builder = new ProcessBuilder(command(main, config, args)).redirectErrorStream(true);
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config.toJson());
        if (space.hasClock()) {
            builder.environment()
                    .put(TestClock.ENVIRONMENT_VARIABLE, space.clock().file().toString());
        }
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the process '" + name + "'", e);
        }
        TestProcess process = new TestProcess(space, waits, name, started, new ProcessOutput(space.recording()));
        space.add(process);
        process.watch();
        return process;
    }

    private static List<String> command(Class<?> main, MessagingConfig config, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                ChildMain.class.getName(),
                main.getName()));
        Arrays.stream(args)
                .map(arg -> arg.equals(CONFIG) ? config.toJson() : arg)
                .forEach(command::add);
        return command;
    }

    /** Build tools may hide the real class path in a jar's manifest, and tell it in a property of theirs. */
    private static String classPath() {
        return Stream.of(
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        System.getProperty("jdk.module.path"))
                .filter(Objects::nonNull)
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void watch() {
        space.recording().note(Kind.PROCESS, name, null, null, "started, pid " + process.pid());
        Daemons.start("messaging-testing-output-" + name, () -> {
            output.read(process.getInputStream());
            outputRead.countDown();
        });
        process.onExit().thenAccept(this::ended);
    }

    private void ended(Process ended) {
        space.hub().processEnded(name);
        space.recording().note(Kind.PROCESS, name, null, null, "ended with exit code " + ended.exitValue());
    }

    /**
     * Gives the name.
     *
     * @return the name it was started with
     */
    public String name() {
        return name;
    }

    /**
     * Gives the process id.
     *
     * @return the operating system's number
     */
    public long pid() {
        return process.pid();
    }

    /**
     * Tells whether it runs.
     *
     * @return false once it has ended
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Gives what it has printed, to standard output and error.
     *
     * @return the latest 10,000 lines
     */
    public String output() {
        return output.text();
    }

    String outputTail(int lines) {
        return output.tail(lines);
    }

    /**
     * Gives the exit code.
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
        waits.until(
                () -> {
                    requireAlive("it subscribed to " + List.of(topics));
                    return Arrays.stream(topics).allMatch(topic -> space.hub().isSubscribed(name, topic))
                            ? Optional.of(this)
                            : Optional.empty();
                },
                () -> "process '" + name + "' has not subscribed to all of " + List.of(topics) + printed());
        return this;
    }

    private void requireAlive(String before) {
        if (!process.isAlive()) {
            throw new AssertionError("process '" + name + "' ended with exit code " + process.exitValue() + " before "
                    + before + printed());
        }
    }

    private String printed() {
        awaitOutputRead();
        String text = output.tail(30);
        return text.isEmpty() ? "; it printed nothing" : "; it printed:\n" + text.indent(2);
    }

    /** What an ended process has printed is there a moment later. */
    private void awaitOutputRead() {
        try {
            if (!process.isAlive() && !outputRead.await(END_SECONDS, TimeUnit.SECONDS)) {
                return; // a grandchild still has the pipe
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until it has printed something.
     *
     * @param text a part of what it prints
     * @return this
     */
    public TestProcess awaitOutput(String text) {
        waits.until(
                () -> {
                    if (!process.isAlive()) {
                        awaitOutputRead();
                    }
                    if (output.text().contains(text)) {
                        return Optional.of(this);
                    }
                    requireAlive("it printed '" + text + "'");
                    return Optional.empty();
                },
                () -> "process '" + name + "' has not printed '" + text + "'" + printed());
        return this;
    }

    /**
     * Waits until it has ended by itself.
     *
     * @return the exit code
     */
    public int awaitExit() {
        int code = waits.until(
                () -> process.isAlive() ? Optional.empty() : Optional.of(process.exitValue()),
                () -> "process '" + name + "' is still running" + printed());
        awaitOutputRead();
        return code;
    }

    /** Asks it to end, as a service manager does, and waits until it has; kills it when it does not. */
    public void stop() {
        end(process::destroy);
    }

    /** Kills it, with its own children: no clean-up of its runs. Returns when it is gone. */
    public void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        end(process::destroyForcibly);
    }

    private void end(Runnable how) {
        how.run();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            process.onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        awaitOutputRead();
        space.hub().processEnded(name);
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    @Override
    public String toString() {
        return "process '" + name + "' (pid " + process.pid() + ")";
    }
}
