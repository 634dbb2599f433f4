package io.messaging.testing.process;

import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.recording.Recording;
import io.messaging.testing.support.Daemons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A JVM with this one's class path, which ends with this one in any case; see {@link ChildMain}. Thread-safe. */
public final class ChildProcess implements AutoCloseable {
    private static final long END_SECONDS = 60;

    private final String name;
    private final Process process;
    private final ProcessOutput output;
    private final Recording recording;
    private final Runnable onEnd;
    private final CountDownLatch outputRead = new CountDownLatch(1);
    private final CountDownLatch endNoted = new CountDownLatch(1);

    private ChildProcess(String name, Process process, Recording recording, Runnable onEnd) {
        this.name = name;
        this.process = process;
        this.output = new ProcessOutput(recording);
        this.recording = recording;
        this.onEnd = onEnd;
    }

    /** Starts a program; onEnd is called when it has ended. */
    public static ChildProcess start(
            String name,
            Class<?> main,
            List<String> args,
            Map<String, String> environment,
            Recording recording,
            Runnable onEnd) {
        ProcessBuilder builder = new ProcessBuilder(command(main, args)).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            ChildProcess started = new ChildProcess(name, builder.start(), recording, onEnd);
            started.watch();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the process '" + name + "'", e);
        }
    }

    private static List<String> command(Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // it lives for a test
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                ClassPath.withMain(main),
                ChildMain.class.getName(),
                main.getName()));
        command.addAll(args);
        return command;
    }

    private void watch() {
        recording.note(Kind.PROCESS, name, null, null, "started, pid " + process.pid());
        Daemons.start("messaging-testing-output-" + name, () -> {
            output.read(process.getInputStream());
            outputRead.countDown();
        });
        process.onExit().thenAccept(ended -> {
            onEnd.run();
            recording.note(Kind.PROCESS, name, null, null, "ended with exit code " + ended.exitValue());
            endNoted.countDown();
        });
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public int exitValue() {
        return process.exitValue();
    }

    /** Returns the latest lines of output; all of them after the end. */
    public String output() {
        awaitOutputRead();
        return output.text();
    }

    /** Returns the last few lines of output. */
    public String outputTail(int lines) {
        awaitOutputRead();
        return output.tail(lines);
    }

    /** The output of an ended process arrives a moment later, unless a child of its own still holds the pipe. */
    private void awaitOutputRead() {
        try {
            if (!process.isAlive() && !outputRead.await(END_SECONDS, TimeUnit.SECONDS)) {
                System.getLogger(ChildProcess.class.getName())
                        .log(System.Logger.Level.DEBUG, "{0} has ended and its output has not", this);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Terminates it, as a service manager does, and waits for the end; kills it after a time limit. */
    public void stop() {
        end(process::destroy);
    }

    /** Kills it and its children, without clean-up; waits for the end. */
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
            endNoted.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        awaitOutputRead();
    }

    /** Kills it if it still runs. */
    @Override
    public void close() {
        kill();
    }

    @Override
    public String toString() {
        return "process '" + name + "' (pid " + process.pid() + ")";
    }
}
