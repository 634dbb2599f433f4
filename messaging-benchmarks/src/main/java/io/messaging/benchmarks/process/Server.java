package io.messaging.benchmarks.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A server in a process of its own. Thread-safe. */
public interface Server extends AutoCloseable {
    /** The port it listens on. */
    int port();

    @Override
    void close();

    /** Finds a port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
