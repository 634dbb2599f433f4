package io.messaging.benchmarks.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** A server that is no JVM: its process, and its folder for whatever it writes. Thread-safe. */
final class NativeServer implements Broker.Server {
    private static final long START_WAIT_NANOS = 10_000_000_000L;
    private static final long LOOK_AGAIN_NANOS = 20_000_000;
    private static final long END_WAIT_SECONDS = 5;

    private final Process process;
    private final int port;
    private final Path folder;
    private final Thread endWithParent = new Thread(this::kill, "native-server-end");

    private NativeServer(Process process, int port, Path folder) {
        this.process = process;
        this.port = port;
        this.folder = folder;
        Runtime.getRuntime().addShutdownHook(endWithParent);
    }

    /** Starts a program with a port that is free now, and waits until it listens there. */
    static NativeServer start(String name, IntFunction<List<String>> commandForPort) throws IOException {
        int port = freePort();
        Path folder = Files.createTempDirectory("messaging-bench-" + name);
        Process process = new ProcessBuilder(commandForPort.apply(port))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        NativeServer server = new NativeServer(process, port, folder);
        server.awaitListening(name);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(String name) throws IOException {
        long deadline = System.nanoTime() + START_WAIT_NANOS;
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String log = Files.readString(folder.resolve("log"));
                close();
                throw new IOException(name + " did not start to listen on port " + port + "; it said: " + log);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
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
        Folders.delete(folder);
    }
}
