package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.Server;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** A work queue of JetStream, whose one consumer acknowledges each message on its own. */
final class JetStreamQueue implements Broker {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final boolean confirmed;

    /** Creates the peer; {@code confirmed} if the consumer waits for the server's answer to each acknowledgement. */
    JetStreamQueue(boolean confirmed) {
        this.confirmed = confirmed;
    }

    @Override
    public String name() {
        return confirmed ? "jetstream-queue-confirmed" : "jetstream-queue";
    }

    @Override
    public Server start() throws Exception {
        return Brokers.JETSTREAM.start();
    }

    @Override
    public StoreClient connect(int port, String topic) throws Exception {
        Connection connection = JetStreamBroker.open(port);
        JetStreamBroker.addStream(connection, topic, RetentionPolicy.WorkQueue, StorageType.Memory);
        return new JetStreamStoreClient(connection, topic);
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception {
        Connection connection = JetStreamBroker.open(port);
        ConsumerConfiguration consumer = ConsumerConfiguration.builder()
                .durable("workers")
                .ackPolicy(AckPolicy.Explicit)
                .build();
        connection
                .jetStream()
                .subscribe(
                        topic,
                        connection.createDispatcher(),
                        message -> work(message, arrivals),
                        false,
                        PushSubscribeOptions.builder().configuration(consumer).build());
        return connection;
    }

    private void work(Message message, ArrivalCount arrivals) throws InterruptedException {
        if (confirmed) {
            try {
                message.ackSync(TIMEOUT);
            } catch (TimeoutException e) {
                throw new IllegalStateException(e);
            }
        } else {
            message.ack();
        }
        arrivals.add(1);
    }
}
