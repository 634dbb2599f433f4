package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.NativeServer;
import io.messaging.benchmarks.process.Server;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** NATS JetStream with a stream in memory or in files, through jnats. */
final class JetStreamBroker implements Broker {
    private static final String PROGRAM = "nats-server";

    private final StorageType storage;

    /** Creates the peer with streams of that kind. */
    JetStreamBroker(StorageType storage) {
        this.storage = storage;
    }

    @Override
    public String name() {
        return storage == StorageType.File ? "jetstream-file" : "jetstream";
    }

    @Override
    public Server start() throws Exception {
        Path program = NativeServer.find(PROGRAM)
                .orElseThrow(() -> new PeerUnavailableException(
                        "no " + PROGRAM + " is on the PATH; install NATS to have it in the comparison"));
        return NativeServer.start(
                PROGRAM,
                port -> List.of(
                        program.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port), "-js", "-sd", "store"));
    }

    @Override
    public StoreClient connect(int port, String topic) throws Exception {
        Connection connection = open(port);
        addStream(connection, topic, RetentionPolicy.Limits, storage);
        return new JetStreamStoreClient(connection, topic);
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception {
        Connection connection = open(port);
        addStream(connection, topic, RetentionPolicy.Limits, storage);
        ConsumerConfiguration consumer = ConsumerConfiguration.builder()
                .ackPolicy(AckPolicy.None)
                .deliverPolicy(DeliverPolicy.New)
                .build();
        connection
                .jetStream()
                .subscribe(
                        topic,
                        connection.createDispatcher(),
                        message -> arrivals.add(1),
                        false,
                        PushSubscribeOptions.builder().configuration(consumer).build());
        return connection;
    }

    static Connection open(int port) throws IOException, InterruptedException {
        return Nats.connect(Options.builder()
                .server("nats://127.0.0.1:" + port)
                .maxMessagesInOutgoingQueue(0)
                .build());
    }

    static void addStream(Connection connection, String topic, RetentionPolicy retention, StorageType storage)
            throws Exception {
        connection
                .jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(topic)
                        .subjects(topic)
                        .retentionPolicy(retention)
                        .storageType(storage)
                        .build());
    }
}
