package io.messaging.testsupport;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A child process that answers requests on its standard input, line by line. Used by one thread. */
public final class ChildProcess implements AutoCloseable {
    private static final long END_SECONDS = 60;

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** A JVM prints a notice for each of these. */
    private static final List<String> OPTION_VARIABLES =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private ChildProcess(Process process) {
        this.process = process;
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * How a process ended.
     *
     * @param exitCode its exit code
     * @param output its standard output and standard error
     */
    public record Result(int exitCode, String output) {}

    /** Prepares a JVM of this JDK. */
    public static ProcessBuilder java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Prepares a small JVM that runs a main class on the class path of this JVM. */
    public static ProcessBuilder java(Class<?> main, Object... arguments) {
        return java(128, main, arguments);
    }

    /** Prepares a JVM with a heap of so many MiB at most, which runs a main class on the class path of this JVM. */
    public static ProcessBuilder java(int maxHeapMebibytes, Class<?> main, Object... arguments) {
        String maxHeap = "-Xmx" + maxHeapMebibytes + "m";
        ProcessBuilder builder = java("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", maxHeap, main.getName());
        builder.environment().put("CLASSPATH", CLASS_PATH);
        Arrays.stream(arguments).map(Object::toString).forEach(builder.command()::add);
        return builder;
    }

    /** Runs a process to its end, and fails when that does not come in time. */
    public static Result run(ProcessBuilder builder, long limitSeconds) throws IOException, InterruptedException {
        builder.environment().keySet().removeAll(OPTION_VARIABLES);
        Path output = Files.createTempFile("output", ".txt");
        Process process = null;
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            String text = Files.readString(output).replace("\r\n", "\n");
            if (!ended) {
                throw new AssertionError(
                        "still running after " + limitSeconds + " s: " + builder.command() + "\n" + text);
            }
            return new Result(process.exitValue(), text);
        } finally {
            if (process != null) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            Files.deleteIfExists(output);
        }
    }

    /** Starts {@link #java(Class, Object...)}; its standard error is discarded. */
    public static ChildProcess start(Class<?> main, Object... arguments) {
        return start(java(main, arguments).redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    /** Starts a process. */
    public static ChildProcess start(ProcessBuilder builder) {
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public void send(String request) {
        try {
            in.write(request + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " does not take '" + request + "'", e);
        }
    }

    /** Waits for a line of its standard output; the test's own time limit applies. */
    public String answer() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new AssertionError("process " + process.pid() + " ended instead of answering");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String ask(String request) {
        send(request);
        return answer();
    }

    /** Kills the process, as {@code kill -9} does, and waits for its end. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes the standard input of the process, which must end with exit code 0. */
    public void end() throws IOException {
        in.close();
        awaitEnd();
        if (process.exitValue() != 0) {
            throw new AssertionError("exit code of process " + process.pid() + ": " + process.exitValue());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
