package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.process.Closing;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.api.PublishAck;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Publishes to a stream; the stream's answer says that the message is stored. Used by one thread. */
final class JetStreamStoreClient implements StoreClient {
    private static final int MAX_ON_THE_WAY = 4_096;

    private final Connection connection;
    private final JetStream stream;
    private final String subject;

    JetStreamStoreClient(Connection connection, String subject) throws IOException {
        this.connection = connection;
        this.stream = connection.jetStream();
        this.subject = subject;
    }

    @Override
    public void store(Payload payload) throws Exception {
        stream.publish(subject, payload.json());
    }

    @Override
    public void storeAll(List<Payload> payloads) {
        ArrayDeque<CompletableFuture<PublishAck>> onTheWay = new ArrayDeque<>();
        for (Payload payload : payloads) {
            onTheWay.add(stream.publishAsync(subject, payload.json()));
            if (onTheWay.size() == MAX_ON_THE_WAY) {
                onTheWay.remove().join();
            }
        }
        onTheWay.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        Closing.closeAll(connection);
    }
}
