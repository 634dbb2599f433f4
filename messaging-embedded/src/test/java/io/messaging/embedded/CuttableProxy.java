package io.messaging.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes connections on to a server, and can cut all of them in the middle of whatever they carry, with a reset as when
 * a peer dies; or after so many bytes; or let nothing through, as when a cable is pulled. Thread-safe.
 */
final class CuttableProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean refusing;
    private final AtomicLong toServerLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong toClientLeft = new AtomicLong(Long.MAX_VALUE);
    private final Set<Socket> frozen = ConcurrentHashMap.newKeySet();
    private boolean answersHeld;

    CuttableProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @SuppressWarnings("resource") // closed by the pumps
    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                start(() -> pump(client, server, toServerLeft));
                start(() -> pump(server, client, toClientLeft));
                if (refusing) {
                    cut();
                }
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void pump(Socket from, Socket to, AtomicLong left) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                awaitThaw(from, left == toClientLeft);
                long allowed = left.addAndGet(-count) + count;
                if (allowed < count && allowed >= 0) {
                    left.set(Long.MAX_VALUE);
                    to.getOutputStream().write(buffer, 0, (int) allowed);
                    throw new IOException("cut here");
                }
                to.getOutputStream().write(buffer, 0, count);
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                close(from);
                close(to);
            }
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next connection to carry more than so many bytes to the server, from now on and all together, is cut there. */
    void cutAfterBytesToServer(long bytes) {
        toServerLeft.set(bytes);
    }

    /** The same in the other direction. */
    void cutAfterBytesToClient(long bytes) {
        toClientLeft.set(bytes);
    }

    /** Nothing passes on the connections that are open now, in either direction, and neither end learns of it. */
    void freeze() {
        frozen.addAll(sockets);
    }

    /** What was held back goes on. */
    synchronized void thaw() {
        frozen.clear();
        answersHeld = false;
        notifyAll();
    }

    /** Nothing passes from the server until {@link #thaw}, on any connection. */
    synchronized void holdAnswers() {
        answersHeld = true;
    }

    private synchronized void awaitThaw(Socket socket, boolean isAnswer) throws IOException {
        while (frozen.contains(socket) || (isAnswer && answersHeld)) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    /** Resets every connection; new ones work. */
    void cut() {
        for (Socket socket : new ArrayList<>(sockets)) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException alreadyClosed) {
                // cut twice is cut
            }
            close(socket);
        }
    }

    /** Resets every connection, and new ones as soon as they come, until told otherwise. */
    void refuse(boolean refuse) {
        refusing = refuse;
        if (refuse) {
            cut();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        thaw();
    }
}
