package io.messaging.embedded.client.wire;

import io.messaging.embedded.address.HeldPort;
import io.messaging.embedded.protocol.LineWriter;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.log.SafeLog;
import io.messaging.message.Message;
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
import java.util.List;

/** A connection to a server: requests out, replies in. Used by one thread at a time; {@link #close} by anyone. */
public final class WireConnection implements Closeable {
    /** What {@link #check} returns when there is nothing to check. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST_REQUEST_BYTES = 1024;
    private static final int KEEP_REQUEST_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final LineWriter request = new LineWriter(FIRST_REQUEST_BYTES);
    private final AnswerWatch watch;
    private OutputStream out;
    private WireInput in;

    /** How long the server may be silent; 0 for no limit. Used by the thread that uses the connection. */
    private long silenceNanos;

    /** When the answer is overdue; 0 while there is no limit. */
    private volatile long overdueAtNanos;

    private volatile boolean overdue;

    /** How to check that a quiet server is alive; null for connections that are not checked. */
    private volatile Heartbeat heartbeat;

    private volatile long heardAtNanos;

    private record Heartbeat(long afterNanos, long answerNanos, Runnable ask) {}

    private WireConnection(AnswerWatch watch) {
        this.watch = watch;
    }

    /** Connects. The deadline limits what follows, until another limit is set. */
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

    /** Returns an empty request to write into. */
    public LineWriter request() {
        return request.clear(KEEP_REQUEST_BYTES);
    }

    /** Returns the length of the latest request. */
    int requestBytes() {
        return request.length();
    }

    public void send() throws IOException {
        try {
            out.write(request.array(), 0, request.length());
        } catch (IOException e) {
            throw explained(e);
        }
    }

    /** Sends the request and reads an answer that begins with a word; throws what any other answer means. */
    public Words ask(String first) throws IOException, ProtocolException, ServerErrorException {
        send();
        return in.expect(first);
    }

    /** Sends the request and reads the messages of the answer. */
    public List<Message> askForMessages() throws IOException, ProtocolException, ServerErrorException {
        send();
        return in.readMessages();
    }

    /** Sets how long each read may wait; 0 is without a limit. Slower than {@link #limitSilence}. */
    public void readTimeoutMillis(int millis) throws IOException {
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
     * From now on, checks a server that has been silent for a while, and breaks the connection when it does not answer:
     * {@link SocketTimeoutException}. For connections that may be idle for long.
     *
     * @param ask sends a request that has an answer; called by the watch, so it must not block
     */
    public void keepAlive(long afterMillis, long answerMillis, Runnable ask) {
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
     * Called by the watch: breaks the connection if it is overdue, and returns when to check again.
     *
     * @return 0 for soon, as there is a limit, or in how many nanoseconds, or {@link #NEVER}
     */
    long check() {
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

    /** Reports when it was the watch that broke the connection. */
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

    public WireInput in() {
        return in;
    }

    /** Ends the output: the server answers what it has and closes. */
    public void endOutput() throws IOException {
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
