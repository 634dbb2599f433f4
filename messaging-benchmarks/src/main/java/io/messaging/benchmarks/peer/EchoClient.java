package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.Server;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/**
 * Sends a message's bytes and waits until they are all back, with blocking calls: the lower bound of a synchronous
 * store over a socket. Used by one thread.
 */
public final class EchoClient implements StoreClient {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final SocketChannel connection;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private EchoClient(SocketChannel connection) {
        this.connection = connection;
    }

    /** Starts a server for {@link #connect}. */
    public static Server startServer() {
        return ChildJvm.startServer(EchoService.class);
    }

    /** Connects to a server. */
    public static EchoClient connect(int port) throws IOException {
        SocketChannel connection = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new EchoClient(connection);
    }

    @Override
    public void store(Payload payload) throws IOException {
        int bytes = payload.json().length;
        buffer.clear().put(payload.json()).flip();
        while (buffer.hasRemaining()) {
            connection.write(buffer);
        }
        buffer.clear();
        while (buffer.position() < bytes) {
            if (connection.read(buffer) < 0) {
                throw new EOFException("the echo server closed the connection");
            }
        }
    }

    @Override
    public void storeAll(List<Payload> payloads) throws IOException {
        for (Payload payload : payloads) {
            store(payload);
        }
    }

    @Override
    public void close() {
        Closing.closeAll(connection);
    }
}
