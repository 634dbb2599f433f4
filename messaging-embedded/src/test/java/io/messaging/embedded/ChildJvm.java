package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of its own that is asked by lines on its standard input, and answers each with a line. */
final class ChildJvm implements AutoCloseable {
    private static final long END_SECONDS = 60;

    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;

    private ChildJvm(Process process) {
        this.process = process;
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static ChildJvm start(Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                main.getName()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        try {
            return new ChildJvm(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String request) {
        try {
            in.write(request + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("process " + process.pid() + " does not take '" + request + "'", e);
        }
    }

    /** Waits for a line; the test's own time limit ends what does not come. */
    String answer() {
        try {
            String line = out.readLine();
            assertTrue(line != null, () -> "process " + process.pid() + " ended instead of answering");
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String ask(String request) {
        send(request);
        return answer();
    }

    /** As {@code kill -9}: no code of the process runs any more. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            assertTrue(
                    process.waitFor(END_SECONDS, TimeUnit.SECONDS), () -> "process " + process.pid() + " does not end");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends it as it should end, and sees that it does. */
    void end() throws IOException {
        in.close();
        awaitEnd();
        assertEquals(0, process.exitValue(), "exit code of process " + process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
