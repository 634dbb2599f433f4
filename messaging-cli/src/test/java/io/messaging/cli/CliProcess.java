package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The finished jar, run as a process the way a user does. Its output is collected while it runs. */
public final class CliProcess implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 300;
    private static final long SIGINT_BIT = 1L << 1;

    public record Result(int exitCode, String out, String err) {}

    private final Process process;
    private final Lines out;
    private final Lines err;

    private CliProcess(Process process) {
        this.process = process;
        this.out = new Lines(process.getInputStream());
        this.err = new Lines(process.getErrorStream());
    }

    public static CliProcess start(String... args) {
        return start(Map.of(), args);
    }

    public static CliProcess start(Map<String, String> environment, String... args) {
        String jar = System.getProperty("messaging.jar");
        assertTrue(
                jar != null && new File(jar).isFile(),
                "the system property messaging.jar is " + jar + "; it names the jar to test, which the build sets");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As the build's own test JVMs: a command is short, and its compilers would take longer than its work.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-jar");
        command.add(jar);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        // What the surrounding shell says must not decide what the tests see.
        List.of("MESSAGING_CONFIG", "COLUMNS", "FORCE_COLOR", "CLICOLOR_FORCE").forEach(builder.environment()::remove);
        builder.environment().putAll(environment);
        try {
            return new CliProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command that ends by itself. */
    public static Result run(String... args) {
        return runWithInput("", args);
    }

    /** Runs a command that reads standard input to its end. */
    public static Result runWithInput(String input, String... args) {
        try (CliProcess process = start(args)) {
            process.write(input);
            return process.await();
        }
    }

    private void write(String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedWithoutReading) {
            // Its exit code and its output tell why.
        }
    }

    /** Writes to standard input, which stays open. */
    public void type(String input) {
        try {
            process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end. */
    public Result await() {
        return await(TIMEOUT_SECONDS);
    }

    /** Waits for the end of a command that has much to do. */
    public Result await(long timeoutSeconds) {
        try {
            assertTrue(
                    process.waitFor(timeoutSeconds, TimeUnit.SECONDS),
                    () -> "still running after " + timeoutSeconds + " s; " + soFar());
            return new Result(process.exitValue(), out.whole(), err.whole());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String awaitOut(Predicate<String> wanted) {
        return out.await(wanted);
    }

    public String awaitErr(Predicate<String> wanted) {
        return err.await(wanted);
    }

    private String soFar() {
        return "standard output so far:\n" + out.soFar() + "standard error so far:\n" + err.soFar();
    }

    /** Sends a signal, such as TERM or INT. Skips the test if the process has inherited that SIGINT is ignored. */
    public void signal(String name) {
        assumeFalse(
                name.equals("INT") && inheritsIgnoredInterruptions(),
                "SIGINT is ignored here, as in everything that a shell starts in the background; run the build in"
                        + " front");
        signal(process.toHandle(), name);
    }

    private static boolean inheritsIgnoredInterruptions() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
        } catch (IOException notLinux) {
            return false;
        }
    }

    public static void signal(ProcessHandle handle, String name) {
        try {
            int exitCode = new ProcessBuilder("kill", "-" + name, Long.toString(handle.pid()))
                    .start()
                    .waitFor();
            assertTrue(exitCode == 0, () -> "kill -" + name + " " + handle.pid() + " failed");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The processes that this one started and that still run. */
    public List<ProcessHandle> children() {
        return process.children().toList();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Collects a stream's lines on a thread of its own. */
    private final class Lines {
        private final StringBuilder text = new StringBuilder();
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Lines(InputStream stream) {
            reader = new Thread(() -> collect(stream), "output");
            reader.setDaemon(true);
            reader.start();
        }

        private void collect(InputStream stream) {
            try (BufferedReader input = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = input.readLine(); line != null; line = input.readLine()) {
                    add(line);
                }
            } catch (IOException e) {
                add("(reading the output failed: " + e + ")");
            }
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }

        private synchronized void add(String line) {
            text.append(line).append('\n');
            lines.add(line);
            notifyAll();
        }

        synchronized String soFar() {
            return text.toString();
        }

        String whole() throws InterruptedException {
            reader.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
            return soFar();
        }

        synchronized String await(Predicate<String> wanted) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            for (int looked = 0; ; looked++) {
                while (looked == lines.size()) {
                    long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    assertTrue(!ended && millis > 0, () -> "the line awaited did not come; " + CliProcess.this.soFar());
                    try {
                        wait(millis);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                if (wanted.test(lines.get(looked))) {
                    return lines.get(looked);
                }
            }
        }
    }
}
