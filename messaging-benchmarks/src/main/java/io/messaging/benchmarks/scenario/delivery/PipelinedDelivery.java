package io.messaging.benchmarks.scenario.delivery;

import io.messaging.benchmarks.consumer.Subscriber;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.Payload;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many stores in flight at once, each acknowledged, and delivered to a subscriber in another process. */
public final class PipelinedDelivery {
    private static final String TOPIC = "bench-pipelined";
    private static final double BAR_REDIS = 4;
    private static final double BAR_BROKERS = 5;

    private PipelinedDelivery() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note(
                "Publisher, server and subscriber in three processes; a round ends when every store is acknowledged "
                        + "and every message delivered. Subscribers acknowledge nothing.");
        try (Resources resources = new Resources()) {
            List<Peer> peers = connect(resources, result);
            List<Series> small = measure(
                    PayloadSource.ofBytes(PayloadSource.SMALL_BYTES), effort.scaled(20_000), peers, effort, result);
            Series ours = small.get(0);
            for (Series peer : small.subList(1, small.size())) {
                double bar = peer.contender().equals(Brokers.REDIS.name()) ? BAR_REDIS : BAR_BROKERS;
                result.verdict(
                        Verdict.ofRatio("pipelined delivery / " + peer.contender(), ours, peer, Bar.atLeast(bar)));
            }
            // Fewer of them, since servers keep every message.
            measure(PayloadSource.ofBytes(PayloadSource.LARGE_BYTES), effort.scaled(1_000), peers, effort, result);
        }
    }

    private record Peer(String name, StoreClient publisher, ChildJvm subscriber) {
        Sample measure(List<Payload> payloads) throws Exception {
            return Deliveries.measure(publisher, payloads, subscriber, 1);
        }
    }

    private static List<Peer> connect(Resources resources, ScenarioResult result) throws Exception {
        List<Peer> peers = new ArrayList<>();
        for (Broker broker : Brokers.ALL) {
            try {
                Server server = resources.add(broker.start());
                StoreClient publisher = resources.add(broker.connect(server.port(), TOPIC));
                ChildJvm subscriber = resources.add(Subscriber.startProcess(broker, server.port(), TOPIC));
                peers.add(new Peer(broker.name(), publisher, subscriber));
            } catch (PeerUnavailableException e) {
                result.skip(broker, e);
            }
        }
        return peers;
    }

    private static List<Series> measure(
            PayloadSource payloads, int messages, List<Peer> peers, Effort effort, ScenarioResult result)
            throws Exception {
        boolean isFirst = payloads.bytes() == PayloadSource.SMALL_BYTES;
        List<Contender> contenders = new ArrayList<>();
        for (Peer peer : peers) {
            contenders.add(Contender.of(
                    peer.name(),
                    effort.warmUpRounds(),
                    isFirst ? effort.warmUpTime() : Duration.ZERO,
                    () -> peer.measure(payloads.take(messages))));
        }
        return result.group(
                "Pipelined store and delivery, " + payloads.bytes() + " B",
                effort.compare(Unit.PER_SECOND, contenders));
    }
}
