package io.messaging.cli.soak;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A TCP proxy between clients and server that breaks connections at random and holds traffic. Thread-safe. */
final class SoakProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ServerSocket acceptor;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder broken = new LongAdder();
    private boolean held;

    /** Where to cut the next chunk; -1 for nowhere. Guarded by the monitor, as {@link #held}. */
    private int cutAt = -1;

    SoakProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        acceptor = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return acceptor.getLocalPort();
    }

    /** Returns how many connections were broken. */
    long broken() {
        return broken.sum() / 2;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "soak-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!acceptor.isClosed()) {
            try {
                connect(acceptor.accept());
            } catch (IOException e) {
                // closed, or the client is gone already
            }
        }
    }

    /** While the server restarts, a client is refused; a connection left open would keep it waiting for an answer. */
    private void connect(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            client.close();
            return;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        start(() -> pass(client, server));
        start(() -> pass(server, client));
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = from.getInputStream().read(buffer);
                    count >= 0;
                    count = from.getInputStream().read(buffer)) {
                int allowed = allowed(count);
                to.getOutputStream().write(buffer, 0, allowed);
                if (allowed < count) {
                    breakOff(from);
                    breakOff(to);
                    return;
                }
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                forget(from);
                forget(to);
            }
        } catch (IOException e) {
            forget(from);
            forget(to);
        }
    }

    private synchronized int allowed(int count) throws IOException {
        try {
            while (held) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        if (cutAt < 0) {
            return count;
        }
        int allowed = Math.min(cutAt, count - 1);
        cutAt = -1;
        return allowed;
    }

    private void forget(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    private void breakOff(Socket socket) {
        if (!sockets.remove(socket)) {
            return;
        }
        broken.increment();
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // closed already
        }
    }

    /** Breaks each connection with a probability. */
    void breakSome(Random random, double chance) {
        List<Socket> chosen = new ArrayList<>(sockets);
        chosen.removeIf(socket -> random.nextDouble() >= chance);
        chosen.forEach(this::breakOff);
    }

    /** Breaks the connection that carries the next chunk, after so many bytes of it. */
    synchronized void cutNextAt(int bytes) {
        cutAt = bytes;
    }

    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        acceptor.close();
        release();
        sockets.forEach(this::breakOff);
    }
}
