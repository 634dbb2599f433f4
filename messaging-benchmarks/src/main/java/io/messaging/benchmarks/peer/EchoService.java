package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Sends back what it receives, with a blocking thread for each connection: the least that a server can do. */
public final class EchoService implements ChildService {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocketChannel acceptor;

    /** Starts the server; takes no arguments. */
    public EchoService(String... none) throws IOException {
        acceptor = ServerSocketChannel.open();
        acceptor.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept, "echo-acceptor");
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = acceptor.accept();
                daemon(() -> echo(connection), "echo");
            }
        } catch (IOException e) {
            // Closed: the process ends.
        }
    }

    private static void echo(SocketChannel connection) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (connection) {
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            while (connection.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    connection.write(buffer);
                }
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public int port() {
        return acceptor.socket().getLocalPort();
    }

    @Override
    public void close() {
        Closing.closeAll(acceptor);
    }
}
