package io.messaging.benchmarks.scenario.store;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.embedded.EmbeddedServer;
import java.util.List;

/** A client in the server's own process, which needs no socket, beside one in another process. */
public final class InProcessStore {
    private static final String TOPIC = "bench-in-process";
    private static final double BAR = 50;

    private InProcessStore() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int operations = effort.scaled(4_000);
        result.note("Each call is timed by itself, so the clock's own cost, some 20 ns, is in the figure.");
        try (Resources resources = new Resources()) {
            EmbeddedServer here = resources.add(EmbeddedServer.start());
            MessagingBackend direct = resources.add(EmbeddedBroker.openInProcess(here.port()));
            Server there = resources.add(Brokers.EMBEDDED.start());
            StoreClient socket = resources.add(Brokers.EMBEDDED.connect(there.port(), TOPIC));
            List<Series> series = result.group(
                    "Store, " + payloads.bytes() + " B",
                    effort.compare(
                            Unit.MICROSECONDS,
                            List.of(
                                    effort.storing(
                                            "in process", new BackendClient(direct, TOPIC), payloads, operations),
                                    effort.storing("socket", socket, payloads, operations))));
            result.verdict(Verdict.ofInverseRatio(
                    "store: socket / in process", series.get(0), series.get(1), Bar.atLeast(BAR)));
        }
    }
}
