package io.messaging.cli.soak;

import io.messaging.cli.support.ChildCommand;
import io.messaging.cli.support.CommandFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server's process, which ends with this one. Thread-safe. */
final class SoakServer implements AutoCloseable {
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final int port;

    /**
     * What the server reports.
     *
     * @param heapBytes its used heap after full collections
     * @param messages how many messages it holds
     */
    record Measure(long heapBytes, long messages) {}

    private SoakServer(Process process) throws IOException {
        this.process = process;
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(line());
    }

    static SoakServer start() {
        List<String> options = List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:MarkSweepDeadRatio=0", // a collection would leave a twentieth of the old space
                "-XX:SoftRefLRUPolicyMSPerMB=0"); // caches of the JVM would be collected minutes later
        ProcessBuilder builder =
                ChildCommand.of(options, List.of("soak-server")).redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return new SoakServer(builder.start());
        } catch (IOException e) {
            throw new CommandFailedException("cannot start the server's process (" + e.getMessage() + ")", e);
        }
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server's process ended");
        }
        return line;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    synchronized Measure measure() {
        try {
            in.write("measure\n");
            in.flush();
            String[] words = line().split(" ");
            return new Measure(Long.parseLong(words[0]), Long.parseLong(words[1]));
        } catch (IOException e) {
            throw new CommandFailedException("the server's process does not answer (" + e.getMessage() + ")", e);
        }
    }

    /** Has the process close its server and start an empty one on the same port. */
    synchronized void restart() throws IOException {
        in.write("restart\n");
        in.flush();
        if (Integer.parseInt(line()) != port) {
            throw new IOException("the new server has another port");
        }
    }

    @Override
    public synchronized void close() {
        try {
            in.close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
