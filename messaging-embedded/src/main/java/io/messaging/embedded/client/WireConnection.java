package io.messaging.embedded.client;

import io.messaging.embedded.protocol.LineWriter;
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
    private static final int FIRST_REQUEST_BYTES = 1024;
    private static final int KEEP_REQUEST_BYTES = 64 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final WireInput in;
    private final LineWriter request = new LineWriter(FIRST_REQUEST_BYTES);
    private final AnswerWatch watch;

    /** How long the server may be silent; 0 while there is no limit. Used by the thread that uses the connection. */
    private long silenceNanos;

    /** When the answer is overdue; 0 while there is no limit. */
    private volatile long overdueAtNanos;

    private volatile boolean overdue;

    private WireConnection(Socket socket, AnswerWatch watch) throws IOException {
        this.socket = socket;
        this.watch = watch;
        this.out = socket.getOutputStream();
        this.in = new WireInput(new LimitedInput(socket.getInputStream()));
        watch.add(this);
    }

    static WireConnection open(InetSocketAddress address, AnswerWatch watch, Deadline deadline) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            // A limit makes the socket non-blocking for good, and each read three calls; on loopback none is needed.
            socket.connect(address, address.getAddress().isLoopbackAddress() ? 0 : deadline.millisLeft());
            if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
                // Nobody listens, and the system gave this end the very port it was looking for.
                throw new ConnectException("Connection refused (the socket reached itself)");
            }
            return new WireConnection(socket, watch);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** An empty request to write into. */
    LineWriter request() {
        return request.clear(KEEP_REQUEST_BYTES);
    }

    /** Sends the request that was written. */
    void send() throws IOException {
        out.write(request.array(), 0, request.length());
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

    private void restartLimit() {
        overdueAtNanos = System.nanoTime() + silenceNanos | 1; // never the 0 that means no limit
    }

    /** Called by the watch: breaks the connection if need be, and tells whether it has a limit. */
    boolean breakIfOverdue() {
        long at = overdueAtNanos;
        if (at == 0) {
            return false;
        }
        if (System.nanoTime() - at > 0) {
            overdue = true;
            close();
        }
        return true;
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
                if (silenceNanos != 0) {
                    restartLimit();
                }
                return count;
            } catch (IOException e) {
                if (overdue) {
                    SocketTimeoutException timeout = new SocketTimeoutException("no answer in time");
                    timeout.initCause(e);
                    throw timeout;
                }
                throw e;
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
        overdueAtNanos = 0;
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger(WireConnection.class.getName()).log(System.Logger.Level.DEBUG, "while closing", e);
        }
    }
}
