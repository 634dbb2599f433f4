package io.messaging.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A loopback proxy that injects faults into the connections to a server on the same machine. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private record Connection(Socket client, Socket server) {}

    private final ServerSocket acceptor;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Set<Connection> frozen = ConcurrentHashMap.newKeySet();
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong toServerLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong toClientLeft = new AtomicLong(Long.MAX_VALUE);
    private volatile int serverPort;
    private volatile boolean refusing;
    private boolean repliesHeld; // guarded by this

    public TcpProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            acceptor = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return acceptor.getLocalPort();
    }

    /** Returns how many connections have been cut. */
    public long cuts() {
        return cuts.get();
    }

    /** Cuts all connections; from now on, they lead to another server. */
    public void switchTo(int port) {
        serverPort = port;
        cut();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!acceptor.isClosed()) {
            try {
                connect(acceptor.accept());
            } catch (IOException e) {
                // The proxy was closed, or the client is gone already.
            }
        }
    }

    @SuppressWarnings("resource") // closed by the pumps
    private void connect(Socket client) throws IOException {
        int port = serverPort;
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), port);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException e) {
            client.close();
            return;
        }
        Connection connection = new Connection(client, server);
        connections.add(connection);
        start(() -> pump(connection, client, server, toServerLeft));
        start(() -> pump(connection, server, client, toClientLeft));
        if (refusing || acceptor.isClosed() || port != serverPort) {
            cut();
        }
    }

    private void pump(Connection connection, Socket from, Socket to, AtomicLong left) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                awaitThaw(connection, left == toClientLeft);
                long allowed = left.addAndGet(-count) + count;
                if (allowed < count && allowed >= 0) {
                    left.set(Long.MAX_VALUE);
                    to.getOutputStream().write(buffer, 0, (int) allowed);
                    cuts.incrementAndGet();
                    close(connection);
                    return;
                }
                to.getOutputStream().write(buffer, 0, count);
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                close(connection);
            }
        } catch (IOException e) {
            close(connection);
        }
    }

    private boolean close(Connection connection) {
        boolean removed = connections.remove(connection);
        try {
            connection.server().close();
            connection.client().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return removed;
    }

    /** Cuts the connection that carries the next byte after so many to the server, counted over all connections. */
    public void cutAfterBytesToServer(long bytes) {
        toServerLeft.set(bytes);
    }

    /** Cuts the connection that carries the next byte after so many to a client, counted over all connections. */
    public void cutAfterBytesToClient(long bytes) {
        toClientLeft.set(bytes);
    }

    /** Holds back everything on the connections that are open now, in both directions, until {@link #thaw}. */
    public void freeze() {
        frozen.addAll(connections);
    }

    /** Holds back everything from the server, on any connection, until {@link #thaw}. */
    public synchronized void holdReplies() {
        repliesHeld = true;
    }

    /** Passes on what was held back. */
    public synchronized void thaw() {
        frozen.clear();
        repliesHeld = false;
        notifyAll();
    }

    private synchronized void awaitThaw(Connection connection, boolean isReply) throws IOException {
        while (frozen.contains(connection) || (isReply && repliesHeld)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Resets every connection; new ones work. */
    public void cut() {
        for (Connection connection : connections) {
            try {
                connection.client().setSoLinger(true, 0);
                connection.server().setSoLinger(true, 0);
            } catch (IOException e) {
                // One side is closed already.
            }
            if (close(connection)) {
                cuts.incrementAndGet();
            }
        }
    }

    /** Resets every connection, and with {@code true} new ones, too. */
    public void refuse(boolean refuse) {
        refusing = refuse;
        if (refuse) {
            cut();
        }
    }

    @Override
    public void close() {
        try {
            acceptor.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
        thaw();
    }
}
