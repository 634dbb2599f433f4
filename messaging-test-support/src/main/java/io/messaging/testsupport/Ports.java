package io.messaging.testsupport;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;

/** Free loopback ports. */
public final class Ports {
    /** A node of a Redis cluster also listens on its port plus 10,000. */
    private static final int HIGHEST = 50_000;

    private static final Set<Integer> RETURNED = new HashSet<>();

    private Ports() {}

    /** Returns a port that is free now, never the same one twice in a JVM. */
    public static synchronized int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int port = socket.getLocalPort();
                if (port < HIGHEST && RETURNED.add(port)) {
                    return port;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("no free port below " + HIGHEST);
    }

    /** Whether something accepts connections on the port. */
    public static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
