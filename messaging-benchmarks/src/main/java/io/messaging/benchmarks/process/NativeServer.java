package io.messaging.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** A server that is not a JVM, with a temporary folder for what it writes. Thread-safe. */
public final class NativeServer implements Server {
    private static final long START_WAIT_NANOS = 10_000_000_000L;
    private static final long PROBE_MILLIS = 20;
    private static final long END_WAIT_SECONDS = 5;

    private final Process process;
    private final int port;
    private final TemporaryFolder folder;
    private final Thread endWithParent = new Thread(this::kill, "native-server-end");

    private NativeServer(Process process, int port, TemporaryFolder folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(endWithParent);
    }

    /** Finds a program on the PATH. */
    public static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a program on a free port, and waits until it listens there. */
    public static NativeServer start(String name, IntFunction<List<String>> commandForPort)
            throws IOException, InterruptedException {
        int port = Server.freePort();
        TemporaryFolder folder = TemporaryFolder.create(name);
        Process process = new ProcessBuilder(commandForPort.apply(port))
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.path().resolve("log").toFile())
                .start();
        NativeServer server = new NativeServer(process, port, folder);
        server.awaitListening(name);
        return server;
    }

    private void awaitListening(String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_WAIT_NANOS;
        while (!listens()) {
            if (process.waitFor(PROBE_MILLIS, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                String log = Files.readString(folder.path().resolve("log"));
                close();
                throw new IOException(name + " did not start to listen on port " + port + "; it said: " + log);
            }
        }
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(endWithParent);
    }

    private void kill() {
        process.destroy();
        try {
            if (!process.waitFor(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        folder.close();
    }
}
