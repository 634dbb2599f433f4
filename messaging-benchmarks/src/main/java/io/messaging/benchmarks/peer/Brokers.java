package io.messaging.benchmarks.peer;

import io.messaging.embedded.Sync;
import io.nats.client.api.StorageType;
import java.util.List;
import java.util.stream.Stream;

/** All brokers. */
public final class Brokers {
    /** Ours. */
    public static final EmbeddedBroker EMBEDDED = new EmbeddedBroker(null);
    /** Redis with Lettuce. */
    public static final Broker REDIS = new RedisBroker(null);
    /** Artemis over TCP. */
    public static final Broker ARTEMIS = new ArtemisBroker(ArtemisService.Journal.NONE);
    /** NATS JetStream in memory. */
    public static final Broker JETSTREAM = new JetStreamBroker(StorageType.Memory);

    /** Ours first. */
    public static final List<Broker> ALL = List.of(EMBEDDED, REDIS, ARTEMIS, JETSTREAM);

    /** All but ours. */
    public static final List<Broker> PEERS = ALL.subList(1, ALL.size());

    /** A group of ours. */
    public static final Broker EMBEDDED_GROUP = new EmbeddedGroup();
    /** The work queues of the others. */
    public static final List<Broker> WORK_QUEUES = List.of(
            new ArtemisQueue(false), new JetStreamQueue(false), new ArtemisQueue(true), new JetStreamQueue(true));

    /** Ours with a data directory, forced at least once a second. */
    public static final EmbeddedBroker EMBEDDED_INTERVAL = new EmbeddedBroker(Sync.INTERVAL);
    /** Ours with a data directory, forced before each answer. */
    public static final EmbeddedBroker EMBEDDED_ALWAYS = new EmbeddedBroker(Sync.ALWAYS);

    /** Those that write before they answer, and force later or never. */
    public static final List<Broker> WRITING = List.of(
            new RedisBroker("everysec"),
            new ArtemisBroker(ArtemisService.Journal.WRITTEN),
            new JetStreamBroker(StorageType.File));
    /** Those that force before they answer. */
    public static final List<Broker> FORCING =
            List.of(new RedisBroker("always"), new ArtemisBroker(ArtemisService.Journal.FORCED));

    private Brokers() {}

    /** Returns the broker of that name. */
    public static Broker named(String name) {
        return Stream.of(
                        ALL, List.of(EMBEDDED_GROUP, EMBEDDED_INTERVAL, EMBEDDED_ALWAYS), WORK_QUEUES, WRITING, FORCING)
                .flatMap(List::stream)
                .filter(broker -> broker.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no broker named '" + name + "'"));
    }
}
