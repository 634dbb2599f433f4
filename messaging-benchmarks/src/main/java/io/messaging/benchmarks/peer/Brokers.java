package io.messaging.benchmarks.peer;

import java.util.List;

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

    private Brokers() {}

    /** Returns the broker of that name. */
    public static Broker named(String name) {
        return ALL.stream()
                .filter(broker -> broker.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no broker named '" + name + "'"));
    }
}
