package io.messaging.benchmarks.peer;

import java.util.List;
import java.util.stream.Stream;

/** All brokers. */
public final class Brokers {
    /** Ours. */
    public static final EmbeddedBroker EMBEDDED = new EmbeddedBroker();
    /** Redis with Lettuce. */
    public static final Broker REDIS = new RedisBroker();
    /** Artemis over TCP. */
    public static final Broker ARTEMIS = new ArtemisBroker();
    /** NATS JetStream in memory. */
    public static final Broker JETSTREAM = new JetStreamBroker();

    /** Ours first. */
    public static final List<Broker> ALL = List.of(EMBEDDED, REDIS, ARTEMIS, JETSTREAM);

    /** All but ours. */
    public static final List<Broker> PEERS = ALL.subList(1, ALL.size());

    /** A group of ours. */
    public static final Broker EMBEDDED_GROUP = new EmbeddedGroup();
    /** The work queues of the others. */
    public static final List<Broker> WORK_QUEUES = List.of(
            new ArtemisQueue(false), new JetStreamQueue(false), new ArtemisQueue(true), new JetStreamQueue(true));

    private Brokers() {}

    /** Returns the broker of that name. */
    public static Broker named(String name) {
        return Stream.of(ALL, List.of(EMBEDDED_GROUP), WORK_QUEUES)
                .flatMap(List::stream)
                .filter(broker -> broker.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no broker named '" + name + "'"));
    }
}
