package io.messaging.redis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;

/** Stands between client and server, and cuts their connections when told. Thread-safe. */
public final class TcpProxy implements AutoCloseable {
    private volatile int targetPort;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicLong cuts = new AtomicLong();

    /** How many more bytes of answers to let through before all is cut; not positive when none was asked for. */
    private final AtomicLong answerBytesLeft = new AtomicLong();

    public TcpProxy(int targetPort) {
        this();
        target(targetPort);
    }

    /** Makes a proxy that does not know its server yet. */
    public TcpProxy() {
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    public void target(int port) {
        targetPort = port;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many connections were cut. */
    public long cuts() {
        return cuts.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), targetPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(server);
                start("up", () -> copy(client, server, bytes -> bytes));
                start("down", () -> copy(server, client, this::permitted));
            } catch (IOException e) {
                continue; // closed, or the server is down: the client's connection is lost
            }
        }
    }

    private void copy(Socket from, Socket to, IntUnaryOperator permitted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int passed = permitted.applyAsInt(n);
                out.write(buffer, 0, passed);
                if (passed < n) {
                    end(from, to);
                }
            }
        } catch (IOException e) {
            return; // cut
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    /** Lets so many more bytes of answers through, on whatever connection, and cuts that one there; once. */
    public void cutAnswersAfter(long bytes) {
        answerBytesLeft.set(bytes);
    }

    private int permitted(int bytes) {
        long before = answerBytesLeft.getAndUpdate(left -> left <= 0 ? left : Math.max(0, left - bytes));
        return before > 0 && before < bytes ? (int) before : bytes;
    }

    /** Ends one connection so that what was written before still arrives. */
    private void end(Socket from, Socket to) throws IOException {
        to.close();
        from.close();
        cuts.incrementAndGet();
    }

    /** Cuts every connection there is, wherever in a command or an answer it may be. */
    public void cut() {
        for (Socket socket : sockets) {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
                cuts.incrementAndGet();
            } catch (IOException e) {
                continue; // gone already
            }
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
