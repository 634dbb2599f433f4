package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.consumer.Subscriber;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Deliveries;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Many stores in flight at once, kept on disk and delivered to a subscriber in another process. */
public final class DiskDelivery {
    private static final String TOPIC = "bench-disk-delivery";
    private static final double BAR_MEMORY = 0.85;
    private static final double BAR_PEERS = 4;

    /** The rounds are long, so that what is written between two forces is in each. */
    private static final int WARM_UP_ROUNDS = 3;

    private static final String PROCESSES =
            "Publisher, server and subscriber in three processes; a round ends when every "
                    + "store is acknowledged and every message delivered. ";

    private DiskDelivery() {}

    /** Measures what the directory costs: the same server with and without it. */
    public static void besideMemory(Effort effort, ScenarioResult result) throws Exception {
        result.note(PROCESSES + "Ours twice: with a data directory and sync interval, and without.");
        compare(
                List.of(Brokers.EMBEDDED_INTERVAL, Brokers.EMBEDDED),
                effort.scaled(100_000),
                BAR_MEMORY,
                effort,
                result);
    }

    /** Measures ours beside other servers that keep messages on disk. */
    public static void besidePeers(Effort effort, ScenarioResult result) throws Exception {
        result.note(
                PROCESSES + "All answer when a message is handed to the system: ours with sync interval, Redis with "
                        + "appendfsync everysec, Artemis with a journal that it does not force, JetStream with a stream in files.");
        List<Broker> brokers = Stream.concat(Stream.of(Brokers.EMBEDDED_INTERVAL), Brokers.WRITING.stream())
                .toList();
        compare(brokers, effort.scaled(40_000), BAR_PEERS, effort, result);
    }

    private static void compare(List<Broker> brokers, int messages, double bar, Effort effort, ScenarioResult result)
            throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        try (Resources resources = new Resources()) {
            List<Contender> contenders = new ArrayList<>();
            for (Broker broker : brokers) {
                try {
                    Server server = resources.add(broker.start());
                    StoreClient publisher = resources.add(broker.connect(server.port(), TOPIC));
                    ChildJvm subscriber = resources.add(Subscriber.startProcess(broker, server.port(), TOPIC));
                    contenders.add(Contender.of(
                            broker.name(),
                            Math.min(WARM_UP_ROUNDS, effort.warmUpRounds()),
                            effort.warmUpTime(),
                            () -> Deliveries.measure(publisher, payloads.take(messages), subscriber, 1)));
                } catch (PeerUnavailableException e) {
                    result.skip(broker, e);
                }
            }
            List<Series> series = result.group(
                    "Pipelined store and delivery, " + payloads.bytes() + " B",
                    effort.compare(Unit.PER_SECOND, contenders));
            for (Series other : series.subList(1, series.size())) {
                result.verdict(Verdict.ofRatio(
                        "pipelined delivery, interval / " + other.contender(), series.get(0), other, Bar.atLeast(bar)));
            }
        }
    }
}
