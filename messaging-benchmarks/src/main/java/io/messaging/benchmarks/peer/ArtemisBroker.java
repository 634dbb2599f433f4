package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.peer.ArtemisService.Journal;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.process.TemporaryFolder;
import java.io.IOException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** Artemis through its own (core) client, which is its fastest. */
public final class ArtemisBroker implements Broker {
    private static final int NO_FLOW_CONTROL = -1;

    private final Journal journal;

    /** Creates the peer with that kind of journal. */
    ArtemisBroker(Journal journal) {
        this.journal = journal;
    }

    @Override
    public String name() {
        return switch (journal) {
            case NONE -> "artemis";
            case WRITTEN -> "artemis-journal";
            case FORCED -> "artemis-journal-forced";
        };
    }

    @Override
    public Server start() throws IOException {
        return journal == Journal.NONE
                ? ChildJvm.startServer(ArtemisService.class)
                : ChildJvm.startServer(ArtemisService.class, TemporaryFolder.create(name()), journal);
    }

    @Override
    public StoreClient connect(int port, String topic) throws Exception {
        return ArtemisStoreClient.keepingAll(url(port), topic, journal != Journal.NONE, () -> {});
    }

    /** Starts a broker in this JVM and connects without a socket; closing the client ends the broker. */
    public static StoreClient connectInVm(String topic) throws Exception {
        return ArtemisStoreClient.keepingAll("vm://0", topic, false, startInVm());
    }

    /** Starts a broker in this JVM. */
    public static AutoCloseable startInVm() throws Exception {
        return ArtemisService.startInVm();
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception {
        ServerLocator locator = ActiveMQClient.createServerLocator(url(port))
                .setPreAcknowledge(true)
                .setConsumerWindowSize(NO_FLOW_CONTROL);
        ClientSessionFactory factory = locator.createSessionFactory();
        ClientSession session = factory.createSession(true, true);
        String queue = topic + ".subscriber";
        session.createQueue(QueueConfiguration.of(queue)
                .setAddress(topic)
                .setRoutingType(RoutingType.MULTICAST)
                .setDurable(false));
        ClientConsumer consumer = session.createConsumer(queue);
        consumer.setMessageHandler(message -> count(message, arrivals));
        session.start();
        return locator::close;
    }

    private static void count(ClientMessage message, ArrivalCount arrivals) {
        read(message);
        arrivals.add(1);
    }

    /** Reads the bytes, as any receiver would. */
    static byte[] read(ClientMessage message) {
        byte[] json = new byte[message.getBodyBuffer().readableBytes()];
        message.getBodyBuffer().readBytes(json);
        return json;
    }

    static String url(int port) {
        return "tcp://127.0.0.1:" + port + "?tcpNoDelay=true";
    }
}
