package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections that subscribe and then count lines, one line for each message that is pushed to them. One thread reads
 * from all of them and counts line ends without looking at anything else, so that they cost the machine little.
 *
 * <p>The thread owns the connections once they are subscribed; {@link #arrivals} is thread-safe.
 */
final class RawSubscribers implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Selector selector;
    private final List<SocketChannel> connections;
    private final ArrivalCount arrivals = new ArrivalCount();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private RawSubscribers(Selector selector, List<SocketChannel> connections) {
        this.selector = selector;
        this.connections = connections;
    }

    static RawSubscribers connect(int port, int count, int topicsEach, String topicPrefix) throws IOException {
        List<SocketChannel> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SocketChannel connection =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            subscribe(connection, topicPrefix, i * topicsEach, Math.max(1, topicsEach));
            connections.add(connection);
        }
        Selector selector = Selector.open();
        for (SocketChannel connection : connections) {
            connection.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        }
        RawSubscribers subscribers = new RawSubscribers(selector, connections);
        Thread reader = new Thread(subscribers::read, "raw-subscribers");
        reader.setDaemon(true);
        reader.start();
        return subscribers;
    }

    /** Sends all requests, then waits for as many answers. */
    private static void subscribe(SocketChannel connection, String topicPrefix, int first, int count)
            throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int topic = first; topic < first + count; topic++) {
            requests.append("SUBSCRIBE ").append(topicPrefix).append(topic).append("\r\n");
        }
        ByteBuffer out = ByteBuffer.wrap(requests.toString().getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            connection.write(out);
        }
        ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES);
        while (lines(in.array(), in.position()) < count) {
            if (connection.read(in) < 0) {
                throw new IOException("the server closed the connection of a subscriber");
            }
        }
        String answers = new String(in.array(), 0, in.position(), StandardCharsets.UTF_8);
        if (answers.contains("ERROR")) {
            throw new IOException("the server refused a subscription: " + answers);
        }
    }

    private void read() {
        try {
            while (true) {
                selector.select(this::read);
            }
        } catch (IOException | java.nio.channels.ClosedSelectorException e) {
            // Closed: the process ends.
        }
    }

    private void read(SelectionKey key) {
        SocketChannel connection = (SocketChannel) key.channel();
        try {
            if (connection.read(buffer.clear()) < 0) {
                key.cancel();
            }
        } catch (IOException e) {
            key.cancel();
        }
        arrivals.add(lines(buffer.array(), buffer.position()));
    }

    private static int lines(byte[] bytes, int count) {
        int lines = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }

    ArrivalCount arrivals() {
        return arrivals;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        for (SocketChannel connection : connections) {
            connection.close();
        }
    }
}
