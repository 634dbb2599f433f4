package io.messaging.tck.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A door in front of a server, on the loopback address, that can be slammed: it passes on what comes from either side
 * until {@link #cut}. Thread-safe.
 */
final class ConnectionProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 14;
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket door;
    private final String host;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread doorkeeper;
    private volatile boolean closed;

    ConnectionProxy(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.doorkeeper = start("door", this::accept);
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, "tck-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    String host() {
        return door.getInetAddress().getHostAddress();
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                keep(client);
                start("to-server", () -> connect(client));
            } catch (IOException e) {
                // The door was closed, or the client was gone again: nothing to pass on.
            }
        }
    }

    /** What comes while the proxy closes is either seen by the last cut, or sees here that it is too late. */
    private void keep(Socket socket) {
        open.add(socket);
        if (closed) {
            reset(socket);
        }
    }

    private void connect(Socket client) {
        try (Socket server = new Socket()) {
            keep(server);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            start("to-client", () -> passOn(server, client));
            passOn(client, server);
        } catch (IOException e) {
            reset(client);
        }
    }

    private void passOn(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone; so must the other.
        }
        reset(from);
        reset(to);
    }

    /** Breaks all connections; the door stays open. */
    void cut() {
        open.forEach(this::reset);
    }

    /** Without a farewell, as when a cable is pulled and the far side's system answers for it. */
    private void reset(Socket socket) {
        open.remove(socket);
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    /**
     * Breaks all connections and takes no more: the system listens until the thread that waits at the door has left it,
     * so this waits for that thread.
     */
    @Override
    public void close() throws IOException {
        closed = true;
        door.close();
        cut();
        boolean interrupted = false;
        while (doorkeeper.isAlive()) {
            try {
                doorkeeper.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
