package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.ArtemisBroker;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EchoClient;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.peer.StoreClient;
import java.util.ArrayList;
import java.util.List;

/** A store that waits for the server's word, over the socket, beside the raw echo and the brokers. */
final class SyncStore implements Scenario {
    private static final String TOPIC = "bench-sync";
    private static final double BAR_ECHO = 1.25;

    @Override
    public String name() {
        return "sync-store";
    }

    @Override
    public String title() {
        return "Synchronous store over the socket: median beside the raw echo and the brokers";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        ScenarioResult.Builder result = ScenarioResult.of(this)
                .note(
                        "One client in the measuring process, each server in its own. Redis: ZADD, SET and PUBLISH in one "
                                + "write. Artemis: blocking send of a non-durable message into a queue that keeps it. JetStream: "
                                + "publish into a stream in memory. artemis in-vm has no socket.");
        List<Series> small = measure(Payloads.ofBytes(Payloads.SMALL_BYTES), effort.scaled(4_000), effort, result);
        Series ours = small.get(0);
        result.verdict(Verdict.ofRatio("sync store / raw echo", ours, small.get(1), Bar.atMost(BAR_ECHO)));
        for (Series peer : small.subList(2, small.size())) {
            if (!peer.contender().equals("artemis in-vm")) {
                result.verdict(Verdict.ofRatio("sync store / " + peer.contender(), ours, peer, Bar.lessThan(1)));
            }
        }
        measure(Payloads.ofBytes(Payloads.LARGE_BYTES), effort.scaled(1_000), effort, result);
        return result.build();
    }

    private static List<Series> measure(
            PayloadSource payloads, int operations, Effort effort, ScenarioResult.Builder result) throws Exception {
        try (Resources resources = new Resources()) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(contender(
                    Brokers.EMBEDDED.name(), connect(Brokers.EMBEDDED, resources), payloads, operations, effort));
            Broker.Server echo = resources.add(EchoClient.startServer());
            contenders.add(contender(
                    "raw echo", resources.add(EchoClient.connect(echo.port())), payloads, operations, effort));
            for (Broker peer : Brokers.PEERS) {
                try {
                    contenders.add(contender(peer.name(), connect(peer, resources), payloads, operations, effort));
                } catch (PeerUnavailableException e) {
                    result.skipped(peer.name() + ": " + e.getMessage());
                }
            }
            StoreClient inVm = resources.add(ArtemisBroker.connectInVm(TOPIC));
            contenders.add(contender("artemis in-vm", inVm, payloads, operations, effort));
            List<Series> series = effort.interleaving().run(Unit.MICROSECONDS, contenders);
            result.group(new SeriesGroup("Synchronous store, " + payloads.bytes() + " B", series));
            return series;
        }
    }

    private static StoreClient connect(Broker broker, Resources resources) throws Exception {
        Broker.Server server = resources.add(broker.start());
        return resources.add(broker.connect(server.port(), TOPIC));
    }

    private static Contender contender(
            String name, StoreClient client, PayloadSource payloads, int operations, Effort effort) {
        return Contender.of(
                name,
                effort.warmUpRounds(),
                effort.warmUpTime(),
                () -> OperationTimer.each(payloads.take(operations), client::store));
    }
}
