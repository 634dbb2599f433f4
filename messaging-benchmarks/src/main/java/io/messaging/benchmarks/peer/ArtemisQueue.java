package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.Server;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/** A work queue of Artemis, whose one consumer acknowledges each message on its own. */
final class ArtemisQueue implements Broker {
    private final boolean confirmed;

    /** Creates the peer; {@code confirmed} if the consumer waits for the broker's answer to each acknowledgement. */
    ArtemisQueue(boolean confirmed) {
        this.confirmed = confirmed;
    }

    @Override
    public String name() {
        return confirmed ? "artemis-queue-confirmed" : "artemis-queue";
    }

    @Override
    public Server start() throws Exception {
        return Brokers.ARTEMIS.start();
    }

    @Override
    public StoreClient connect(int port, String topic) throws Exception {
        QueueConfiguration queue =
                QueueConfiguration.of(topic).setRoutingType(RoutingType.ANYCAST).setDurable(false);
        return new ArtemisStoreClient(ArtemisBroker.url(port), queue, () -> {});
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) throws Exception {
        ServerLocator locator =
                ActiveMQClient.createServerLocator(ArtemisBroker.url(port)).setBlockOnAcknowledge(confirmed);
        ClientSession session = locator.createSessionFactory().createSession(true, true);
        ClientConsumer consumer = session.createConsumer(topic);
        consumer.setMessageHandler(message -> work(message, arrivals));
        session.start();
        return locator::close;
    }

    private static void work(ClientMessage message, ArrivalCount arrivals) {
        ArtemisBroker.read(message);
        try {
            message.individualAcknowledge();
        } catch (ActiveMQException e) {
            throw new IllegalStateException(e);
        }
        arrivals.add(1);
    }
}
