package io.messaging.benchmarks.peer;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.benchmarks.process.ArrivalCount;
import io.messaging.benchmarks.process.ChildJvm;

/** Our embedded server, and a member of a group that uses its socket. */
final class EmbeddedGroup implements Broker {
    private static final int CONCURRENCY = 64;

    @Override
    public String name() {
        return "group";
    }

    @Override
    public ChildJvm start() {
        return Brokers.EMBEDDED.start();
    }

    @Override
    public StoreClient connect(int port, String topic) {
        return Brokers.EMBEDDED.connect(port, topic);
    }

    @Override
    public AutoCloseable subscribe(int port, String topic, ArrivalCount arrivals) {
        MessagingBackend backend = EmbeddedBroker.open(port);
        SubscriptionOptions options = SubscriptionOptions.shared("workers").concurrency(CONCURRENCY);
        backend.subscribe(topic, message -> arrivals.add(1), options);
        return backend;
    }
}
