package io.messaging.testing.fault;

import io.messaging.testing.support.Daemons;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy between one agent and the server that injects faults. Two threads per connection.
 *
 * <p>Thread-safe: the faults are guarded by the monitor, on which held-back threads wait.
 */
public final class FaultProxy implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(FaultProxy.class.getName());
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final long PROBE_SECONDS = 30;

    private enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** The two ends of a connection, which break together. */
    private record Pair(Socket client, Socket server) implements Closeable {
        @Override
        public void close() {
            Daemons.closeQuietly(client);
            Daemons.closeQuietly(server);
        }
    }

    private final String agent;
    private final InetSocketAddress target;
    private final ServerSocket acceptor;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();

    /** Probe connections, by their local ports. */
    private final Map<Integer, CountDownLatch> probes = new ConcurrentHashMap<>();

    // Guarded by this.
    private boolean partitioned;
    private boolean notReading;
    private Direction cutInLine;
    private long bytesLeft = UNLIMITED;
    private long delayNanos;
    private boolean closed;

    public FaultProxy(String agent, InetSocketAddress target) {
        this.agent = agent;
        this.target = target;
        try {
            acceptor = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on loopback between " + agent + " and the server", e);
        }
        Daemons.start("messaging-testing-proxy-" + agent, this::accept);
    }

    public String agent() {
        return agent;
    }

    public int port() {
        return acceptor.getLocalPort();
    }

    public int connections() {
        return pairs.size();
    }

    /** Waits until every earlier connection is counted: connections are accepted in order. */
    public void awaitAccepted() {
        try (Socket probe = new Socket()) {
            CountDownLatch accepted = new CountDownLatch(1);
            probe.bind(null);
            probes.put(probe.getLocalPort(), accepted);
            probe.connect(acceptor.getLocalSocketAddress());
            accepted.await(PROBE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "the proxy of " + agent + " no longer accepts connections", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = acceptor.accept();
                CountDownLatch probe = probes.remove(client.getPort());
                if (probe == null) {
                    connect(client);
                } else {
                    Daemons.closeQuietly(client);
                    probe.countDown();
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "the proxy of " + agent + " ended");
        }
    }

    /** Connects to the server; refuses the client if the server does. */
    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            Daemons.closeQuietly(server);
            Daemons.closeQuietly(client);
            return;
        }
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        Daemons.start("messaging-testing-proxy-" + agent + "-up", () -> pump(pair, Direction.TO_SERVER));
        Daemons.start("messaging-testing-proxy-" + agent + "-down", () -> pump(pair, Direction.TO_CLIENT));
        synchronized (this) {
            if (closed) {
                drop(pair);
            }
        }
    }

    private void pump(Pair pair, Direction direction) {
        boolean up = direction == Direction.TO_SERVER;
        Socket from = up ? pair.client() : pair.server();
        Socket to = up ? pair.server() : pair.client();
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            while (awaitLeave(direction)) {
                int count = in.read(buffer);
                if (count < 0) {
                    to.shutdownOutput();
                    return;
                }
                if (!awaitLeave(direction)) {
                    return;
                }
                awaitDelay();
                int allowed = allowed(direction, buffer, count);
                out.write(buffer, 0, allowed);
                if (allowed < count) {
                    drop(pair);
                    return;
                }
            }
        } catch (IOException e) {
            drop(pair);
        } finally {
            if (from.isOutputShutdown() || to.isClosed()) {
                drop(pair);
            }
        }
    }

    private synchronized boolean awaitLeave(Direction direction) {
        try {
            while (!closed && (partitioned || (notReading && direction == Direction.TO_CLIENT))) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !closed;
    }

    private synchronized void awaitDelay() {
        long deadline = System.nanoTime() + delayNanos;
        try {
            for (long left = delayNanos; left > 0 && !closed; left = deadline - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how many of the bytes may pass; fewer than all means that the connection breaks there. */
    private synchronized int allowed(Direction direction, byte[] buffer, int count) {
        if (cutInLine == direction) {
            cutInLine = null;
            return middleOfFirstLine(buffer, count);
        }
        if (bytesLeft == UNLIMITED) {
            return count;
        }
        if (bytesLeft > count) {
            bytesLeft -= count;
            return count;
        }
        int allowed = (int) bytesLeft;
        bytesLeft = UNLIMITED;
        return Math.min(allowed, count - 1);
    }

    private static int middleOfFirstLine(byte[] buffer, int count) {
        int length = 0;
        while (length < count && buffer[length] != '\n') {
            length++;
        }
        return Math.min(length / 2, count - 1);
    }

    private void drop(Pair pair) {
        pairs.remove(pair);
        pair.close();
    }

    public void cut() {
        pairs.forEach(this::drop);
    }

    public synchronized void cutAfterBytes(long bytes) {
        bytesLeft = bytes;
    }

    /** Cuts in the middle of the next line to the client. */
    public synchronized void cutInLine() {
        cutInLine = Direction.TO_CLIENT;
    }

    /** Cuts in the middle of the next line to the server. */
    public synchronized void cutInRequest() {
        cutInLine = Direction.TO_SERVER;
    }

    public synchronized void delay(Duration by) {
        delayNanos = by.toNanos();
    }

    public synchronized void stopReading() {
        notReading = true;
    }

    public synchronized void partition() {
        partitioned = true;
    }

    /** Ends all faults and releases what waits. */
    public synchronized void clear() {
        partitioned = false;
        notReading = false;
        cutInLine = null;
        bytesLeft = UNLIMITED;
        delayNanos = 0;
        notifyAll();
    }

    /** Describes the faults in force. */
    public synchronized List<String> active() {
        List<String> active = new ArrayList<>();
        if (partitioned) {
            active.add(agent + " is partitioned");
        }
        if (notReading) {
            active.add(agent + " does not read");
        }
        if (cutInLine != null || bytesLeft != UNLIMITED) {
            active.add(agent + " is about to be cut");
        }
        if (delayNanos > 0) {
            active.add(agent + " is delayed by " + TimeUnit.NANOSECONDS.toMillis(delayNanos) + " ms");
        }
        return active;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        Daemons.closeQuietly(acceptor);
        cut();
    }
}
