package io.messaging.embedded.client;

import io.messaging.embedded.protocol.LineWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;

/** A connection to a server: requests out, replies in. Used by one thread at a time; {@link #close} by anyone. */
final class WireConnection implements Closeable {
    private static final int FIRST_REQUEST_BYTES = 1024;
    private static final int KEEP_REQUEST_BYTES = 64 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final WireInput in;
    private final LineWriter request = new LineWriter(FIRST_REQUEST_BYTES);
    private int readTimeoutMillis = -1;

    private WireConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = new WireInput(socket.getInputStream());
    }

    static WireConnection open(InetSocketAddress address, Deadline deadline) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            socket.connect(address, deadline.millisLeft());
            if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
                // Nobody listens, and the system gave this end the very port it was looking for.
                throw new ConnectException("Connection refused (the socket reached itself)");
            }
            return new WireConnection(socket);
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

    /** Sets how long one read may wait; 0 for ever. */
    void readTimeoutMillis(int millis) throws IOException {
        if (millis != readTimeoutMillis) {
            socket.setSoTimeout(millis);
            readTimeoutMillis = millis;
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
        try {
            socket.close();
        } catch (IOException e) {
            System.getLogger(WireConnection.class.getName()).log(System.Logger.Level.DEBUG, "while closing", e);
        }
    }
}
