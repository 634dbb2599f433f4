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

/** Stands between the clients and the server, and breaks connections, or lets nothing through for a while. Thread-safe. */
final class SoakProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final ServerSocket door;
    private final int serverPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final LongAdder broken = new LongAdder();
    private boolean held;

    /** Where the next piece that passes is to be cut; -1 for nowhere. Guarded by the monitor, as {@link #held}. */
    private int cutAt = -1;

    SoakProxy(int serverPort) throws IOException {
        this.serverPort = serverPort;
        door = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** How many connections were broken, each counted once. */
    long broken() {
        return broken.sum() / 2;
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "soak-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                connect(door.accept());
            } catch (IOException e) {
                // The door was closed, or the client was gone again: nothing to pass on.
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
            // It is gone, which is what was wanted.
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
            // It is gone, which is what was wanted.
        }
    }

    /** Breaks each connection, with some chance. */
    void breakSome(Random random, double chance) {
        List<Socket> chosen = new ArrayList<>(sockets);
        chosen.removeIf(socket -> random.nextDouble() >= chance);
        chosen.forEach(this::breakOff);
    }

    /** Breaks the connection that carries something next, after so many bytes of that. */
    synchronized void cutNextAt(int bytes) {
        cutAt = bytes;
    }

    synchronized void hold() {
        held = true;
    }

    synchronized void letGo() {
        held = false;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        door.close();
        letGo();
        sockets.forEach(this::breakOff);
    }
}
