package io.messaging.embedded.client;

import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.server.HeldPort;
import io.messaging.log.SafeLog;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;

/** A connection to a server: requests out, replies in. Used by one thread at a time; {@link #close} by anyone. */
final class WireConnection implements Closeable {
    /** What {@link #look} answers where there is nothing to look at. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST_REQUEST_BYTES = 1024;
    private static final int KEEP_REQUEST_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final LineWriter request = new LineWriter(FIRST_REQUEST_BYTES);
    private final AnswerWatch watch;
    private OutputStream out;
    private WireInput in;

    /** How long the server may be silent; 0 while there is no limit. Used by the thread that uses the connection. */
    private long silenceNanos;

    /** When the answer is overdue; 0 while there is no limit. */
    private volatile long overdueAtNanos;

    private volatile boolean overdue;

    /** Asks for a sign of life where none came by itself; null where nobody wants to know. */
    private volatile Heartbeat heartbeat;

    private volatile long heardAtNanos;

    private record Heartbeat(long afterNanos, long answerNanos, Runnable ask) {}

    private WireConnection(AnswerWatch watch) {
        this.watch = watch;
    }

    /** Connects. What it then waits for is limited by the deadline, until the limit is changed. */
    static WireConnection open(InetSocketAddress address, AnswerWatch watch, Deadline deadline) throws IOException {
        WireConnection connection = new WireConnection(watch);
        watch.add(connection); // before it waits for anything, so that the watch can end that
        try {
            connection.limitSilence(deadline.millisLeft());
            connection.connect(address, deadline);
            return connection;
        } catch (IOException e) {
            connection.close();
            throw connection.explained(e);
        }
    }

    private void connect(InetSocketAddress address, Deadline deadline) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        // A limit makes the socket non-blocking for good, and each read three calls; on loopback the watch is enough.
        socket.connect(address, address.getAddress().isLoopbackAddress() ? 0 : deadline.millisLeft());
        if (HeldPort.endsIfSelfConnected(socket)) {
            throw new ConnectException("Connection refused (the socket reached itself)");
        }
        out = socket.getOutputStream();
        in = new WireInput(new LimitedInput(socket.getInputStream()));
    }

    /** An empty request to write into. */
    LineWriter request() {
        return request.clear(KEEP_REQUEST_BYTES);
    }

    /** How long the request is that was written last. */
    int requestBytes() {
        return request.length();
    }

    /** Sends the request that was written. */
    void send() throws IOException {
        try {
            out.write(request.array(), 0, request.length());
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** Sets how long one read may wait, again and again; 0 for ever. Slower than {@link #limitSilence}. */
    void readTimeoutMillis(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /** From now on, a server that is silent for so long has its connection broken: {@link SocketTimeoutException}. */
    void limitSilence(long millis) {
        silenceNanos = millis * 1_000_000;
        restartLimit();
        watch.wake();
    }

    void noLimit() {
        silenceNanos = 0;
        overdueAtNanos = 0;
    }

    /**
     * From now on, a server that was silent for a while is asked for a sign of life, and has its connection broken when
     * none comes: {@link SocketTimeoutException}. For connections on which nothing else may come for long.
     *
     * @param ask sends a request that has an answer; called by the watch, which must not have to wait
     */
    void keepAlive(long afterMillis, long answerMillis, Runnable ask) {
        heardAtNanos = System.nanoTime();
        heartbeat = new Heartbeat(afterMillis * 1_000_000, answerMillis * 1_000_000, ask);
        watch.wake();
    }

    private void restartLimit() {
        overdueAtNanos = System.nanoTime() + silenceNanos | 1; // never the 0 that means no limit
    }

    private void heard() {
        if (silenceNanos != 0) {
            restartLimit();
        } else if (heartbeat != null) {
            heardAtNanos = System.nanoTime();
            overdueAtNanos = 0;
        }
    }

    /**
     * Called by the watch: breaks the connection if need be, and tells when it wants to be looked at again.
     *
     * @return 0 for soon, as there is a limit, or in how many nanoseconds, or {@link #NEVER}
     */
    long look() {
        long at = overdueAtNanos;
        long now = System.nanoTime();
        if (at != 0) {
            if (now - at > 0) {
                overdue = true;
                close();
            }
            return 0;
        }
        Heartbeat beat = heartbeat;
        if (beat == null) {
            return NEVER;
        }
        long left = beat.afterNanos() - (now - heardAtNanos);
        if (left > 0) {
            return left;
        }
        overdueAtNanos = now + beat.answerNanos() | 1;
        beat.ask().run();
        return 0;
    }

    private IOException explained(IOException e) {
        if (overdue && !(e instanceof SocketTimeoutException)) {
            SocketTimeoutException timeout = new SocketTimeoutException("no answer in time");
            timeout.initCause(e);
            return timeout;
        }
        return e;
    }

    /** What comes in; says when it was the watch that broke the connection. */
    private final class LimitedInput extends FilterInputStream {
        LimitedInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int count = in.read(bytes, offset, length);
                heard();
                return count;
            } catch (IOException e) {
                throw explained(e);
            }
        }
    }

    WireInput in() {
        return in;
    }

    /** Tells the server that nothing more comes; it answers what it has and closes. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        watch.remove(this);
        heartbeat = null;
        overdueAtNanos = 0;
        try {
            socket.close();
        } catch (IOException e) {
            SafeLog.of(WireConnection.class).log(System.Logger.Level.DEBUG, "while closing", e);
        }
    }
}
