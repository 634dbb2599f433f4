package io.messaging.benchmarks.peer;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.process.Closing;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;

/**
 * Sends to an address with a queue. Two sessions: in one a send waits for the
 * broker's answer, in the other answers come later. Used by one thread.
 */
final class ArtemisStoreClient implements StoreClient {
    private static final int MAX_ON_THE_WAY = 8_192;
    private static final int CONFIRMATION_WINDOW_BYTES = 1 << 20;
    private static final int NO_FLOW_CONTROL = -1;

    private final AutoCloseable broker;
    private final boolean durable;
    private final ServerLocator waiting;
    private final ServerLocator pipelining;
    private final ClientSession waitingSession;
    private final ClientProducer waitingProducer;
    private final ClientProducer pipeliningProducer;

    /** Creates the queue, unless another client has. */
    ArtemisStoreClient(String url, QueueConfiguration queue, AutoCloseable broker) throws Exception {
        this.broker = broker;
        this.durable = queue.isDurable();
        String address = queue.getAddress().toString();
        waiting = ActiveMQClient.createServerLocator(url)
                .setBlockOnNonDurableSend(true)
                .setBlockOnDurableSend(true);
        pipelining = ActiveMQClient.createServerLocator(url)
                .setBlockOnNonDurableSend(false)
                .setBlockOnDurableSend(false)
                .setProducerWindowSize(NO_FLOW_CONTROL)
                .setConfirmationWindowSize(CONFIRMATION_WINDOW_BYTES);
        waitingSession = waiting.createSessionFactory().createSession(true, true);
        if (!waitingSession.queueQuery(queue.getName()).isExists()) {
            waitingSession.createQueue(queue);
        }
        waitingProducer = waitingSession.createProducer(address);
        pipeliningProducer =
                pipelining.createSessionFactory().createSession(true, true).createProducer(address);
    }

    /** Stores into an address whose one queue keeps every message; 16 clients of a topic share that queue. */
    static ArtemisStoreClient keepingAll(String url, String topic, boolean durable, AutoCloseable broker)
            throws Exception {
        return new ArtemisStoreClient(
                url,
                QueueConfiguration.of(topic + ".store")
                        .setAddress(topic)
                        .setRoutingType(RoutingType.MULTICAST)
                        .setDurable(durable),
                broker);
    }

    @Override
    public void store(Payload payload) throws Exception {
        waitingProducer.send(message(payload));
    }

    @Override
    public void storeAll(List<Payload> payloads) throws Exception {
        Semaphore room = new Semaphore(MAX_ON_THE_WAY);
        for (Payload payload : payloads) {
            room.acquire();
            pipeliningProducer.send(message(payload), answered -> room.release());
        }
        room.acquire(MAX_ON_THE_WAY);
    }

    private ClientMessage message(Payload payload) {
        ClientMessage message = waitingSession.createMessage(durable);
        message.getBodyBuffer().writeBytes(payload.json());
        return message;
    }

    @Override
    public void close() {
        Closing.closeAll(waiting, pipelining, broker);
    }
}
