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

/** A JVM with this one's class path that ends with this one, however that ends; see {@link ChildMain}. Thread-safe. */
public final class ChildProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;

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

    /** What reports call it. */
    public String name() {
        return name;
    }

    /** The operating system's number. */
    public long pid() {
        return process.pid();
    }

    /** False once it has ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code of one that has ended. */
    public int exitValue() {
        return process.exitValue();
    }

    /** The latest lines that it has printed; all of them where it has ended. */
    public String output() {
        awaitOutputRead();
        return output.text();
    }

    /** The latest few lines. */
    public String outputTail(int lines) {
        awaitOutputRead();
        return output.tail(lines);
    }

    /** What an ended process has printed is there a moment later, unless a process of its own still has the pipe. */
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
