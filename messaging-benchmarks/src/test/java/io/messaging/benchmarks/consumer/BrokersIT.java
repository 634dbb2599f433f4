package io.messaging.benchmarks.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EchoClient;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Server;
import io.messaging.message.GemstoneGenerator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every peer does what it is measured for. */
@Tag("thorough")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class BrokersIT {
    private static final String TOPIC = "bench-it";

    private final List<Payload> payloads = new PayloadSource(new GemstoneGenerator(1), 400).take(300);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "embedded",
                "redis",
                "artemis",
                "jetstream",
                "group",
                "artemis-queue",
                "artemis-queue-confirmed",
                "jetstream-queue",
                "jetstream-queue-confirmed",
                "embedded-interval",
                "embedded-always",
                "redis-aof-everysec",
                "redis-aof-always",
                "artemis-journal",
                "artemis-journal-forced",
                "jetstream-file"
            })
    void subscriberInAnotherProcessGetsEachMessageOnce(String name) throws Exception {
        Broker broker = Brokers.named(name);
        try (Server server = start(broker);
                StoreClient publisher = broker.connect(server.port(), TOPIC);
                ChildJvm subscriber = Subscriber.startProcess(broker, server.port(), TOPIC)) {
            publisher.store(payloads.get(0));
            publisher.storeAll(payloads.subList(1, payloads.size()));
            subscriber.ask("await " + payloads.size());
            assertEquals(Integer.toString(payloads.size()), subscriber.ask("count"));
        }
    }

    private static Server start(Broker broker) throws Exception {
        try {
            return broker.start();
        } catch (PeerUnavailableException e) {
            return abort(e.getMessage());
        }
    }

    @Test
    void echoServerSendsEveryByteBack() throws Exception {
        try (Server server = EchoClient.startServer();
                EchoClient client = EchoClient.connect(server.port())) {
            client.storeAll(payloads);
        }
    }

    @Test
    void rawSubscribersOfOneTopicAllGetEachMessage() throws Exception {
        try (Server server = Brokers.EMBEDDED.start();
                ChildJvm subscribers = RawSubscribers.startProcess(server.port(), 5, 0, TOPIC);
                StoreClient publisher = Brokers.EMBEDDED.connect(server.port(), TOPIC + 0)) {
            publisher.storeAll(payloads);
            assertEquals("1500", subscribers.ask("await 1500"));
        }
    }

    @Test
    void rawSubscribersCanEachHaveTopicsOfTheirOwn() throws Exception {
        try (Server server = Brokers.EMBEDDED.start();
                ChildJvm subscribers = RawSubscribers.startProcess(server.port(), 2, 3, TOPIC)) {
            for (int topic = 0; topic < 6; topic++) {
                try (StoreClient publisher = Brokers.EMBEDDED.connect(server.port(), TOPIC + topic)) {
                    publisher.store(payloads.get(topic));
                }
            }
            assertEquals("6", subscribers.ask("await 6"));
        }
    }

    @Test
    void readerReadsTheWholeTopic() throws Exception {
        try (Server server = Brokers.EMBEDDED.start();
                StoreClient publisher = Brokers.EMBEDDED.connect(server.port(), TOPIC);
                ChildJvm reader = Reader.startProcess(server.port(), TOPIC)) {
            publisher.storeAll(payloads);
            assertEquals(payloads.size(), Reader.read(reader));
        }
    }
}
