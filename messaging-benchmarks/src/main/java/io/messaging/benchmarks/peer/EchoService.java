package io.messaging.benchmarks.peer;

import com.google.auto.service.AutoService;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
import io.messaging.benchmarks.process.ServiceStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/** Sends back what it gets, a blocking thread for each connection: the least that a server can do. */
final class EchoService implements ChildService {
    static final String NAME = "echo";
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocketChannel acceptor;

    private EchoService() throws IOException {
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

    /** Starts it. */
    @AutoService(ServiceStarter.class)
    public static final class Starter implements ServiceStarter {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public ChildService start(List<String> arguments) throws IOException {
            return new EchoService();
        }
    }
}
