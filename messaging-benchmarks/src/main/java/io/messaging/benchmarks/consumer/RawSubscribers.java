package io.messaging.benchmarks.consumer;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.ChildService;
import io.messaging.benchmarks.process.Closing;
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
 * Many connections to our server, in a process of their own, that subscribe and then count lines, one for each message
 * pushed to them. One thread reads from all of them and only looks for line ends, so that they cost the machine little.
 *
 * <p>That thread owns the connections once they are subscribed.
 */
public final class RawSubscribers implements ChildService {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final Selector selector = Selector.open();
    private final List<SocketChannel> connections = new ArrayList<>();
    private final ArrivalCount arrivals = new ArrivalCount();
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    /** Connects and subscribes; the arguments are those of {@link #startProcess}. */
    public RawSubscribers(String... arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int topicsEach = Integer.parseInt(arguments[2]);
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            SocketChannel connection =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
            subscribe(connection, arguments[3], i * topicsEach, Math.max(1, topicsEach));
            connections.add(connection);
        }
        for (SocketChannel connection : connections) {
            connection.configureBlocking(false).register(selector, SelectionKey.OP_READ);
        }
        Thread reader = new Thread(this::read, "raw-subscribers");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a process whose connections are all subscribed when this returns; it answers the requests of {@link
     * ArrivalCount#answer}.
     *
     * @param port where our server is
     * @param connections how many connections there are
     * @param topicsEach how many topics each one subscribes to: the first to topic 0 and the following, the second to
     *     those after; 0 for all to topic 0
     * @param topicPrefix what stands before the number in a topic's name
     */
    public static ChildJvm startProcess(int port, int connections, int topicsEach, String topicPrefix) {
        return ChildJvm.start(RawSubscribers.class, port, connections, topicsEach, topicPrefix);
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

    @Override
    public String answer(String request) throws InterruptedException {
        return arrivals.answer(request);
    }

    @Override
    public void close() {
        Closing.closeAll(selector);
        connections.forEach(Closing::closeAll);
    }
}
