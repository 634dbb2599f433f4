package io.messaging.benchmarks.scenario;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.embedded.EmbeddedServer;
import java.util.List;

/** A client in the server's own process, which needs no socket, beside one in another process. */
final class InProcessStore implements Scenario {
    private static final String TOPIC = "bench-in-process";
    private static final double BAR = 50;

    @Override
    public String name() {
        return "in-process";
    }

    @Override
    public String title() {
        return "Store from the server's own process beside one over the socket";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        PayloadSource payloads = Payloads.ofBytes(Payloads.SMALL_BYTES);
        int operations = effort.scaled(4_000);
        try (Resources resources = new Resources()) {
            EmbeddedServer here = resources.add(EmbeddedServer.start());
            MessagingBackend direct = resources.add(EmbeddedBroker.openInProcess(here.port()));
            Broker.Server there = resources.add(Brokers.EMBEDDED.start());
            StoreClient socket = resources.add(Brokers.EMBEDDED.connect(there.port(), TOPIC));
            List<Series> series = effort.interleaving()
                    .run(
                            Unit.MICROSECONDS,
                            List.of(
                                    contender(
                                            "in process",
                                            new BackendClient(direct, TOPIC),
                                            payloads,
                                            operations,
                                            effort),
                                    contender("socket", socket, payloads, operations, effort)));
            return ScenarioResult.of(this)
                    .note("Each call is timed by itself, so the clock's own cost, some 20 ns, is in the figure.")
                    .group(new SeriesGroup("Store, " + payloads.bytes() + " B", series))
                    .verdict(Verdict.ofInverseRatio(
                            "store: socket / in process", series.get(0), series.get(1), Bar.atLeast(BAR)))
                    .build();
        }
    }

    private static Contender contender(
            String name, StoreClient client, PayloadSource payloads, int operations, Effort effort) {
        return Contender.of(
                name, effort.warmUpRounds(), () -> OperationTimer.each(payloads.take(operations), client::store));
    }
}
