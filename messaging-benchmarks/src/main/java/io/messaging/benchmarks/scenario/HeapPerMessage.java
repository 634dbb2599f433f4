package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.JvmServer;
import io.messaging.benchmarks.peer.StoreClient;
import java.util.ArrayList;
import java.util.List;

/** How much of the server's heap a stored message takes. */
final class HeapPerMessage implements Scenario {
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final int MESSAGES = 200_000;
    private static final double BAR_BYTES = 120;

    @Override
    public String name() {
        return "heap";
    }

    @Override
    public String title() {
        return "The server's heap for each stored message, beyond the bytes of its JSON";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        PayloadSource payloads = Payloads.ofBytes(Payloads.SMALL_BYTES);
        int messages = effort.scaled(MESSAGES);
        try (Resources resources = new Resources()) {
            JvmServer server = resources.add(Brokers.EMBEDDED.start());
            StoreClient warmUp = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-heap-before"));
            Fill.topic(warmUp, payloads, effort.scaled(WARM_UP_MESSAGES), 0);
            List<Sample> rounds = new ArrayList<>();
            long before = server.process().heapUsedBytes();
            for (int round = 0; round < 3; round++) {
                StoreClient client = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-heap-" + round));
                Fill.topic(client, payloads, messages, 0);
                long after = server.process().heapUsedBytes();
                rounds.add(Sample.ofValue((double) (after - before) / messages - payloads.bytes()));
                before = after;
            }
            Series beyondJson = new Series("embedded", Unit.BYTES, rounds);
            return ScenarioResult.of(this)
                    .note("Full collections before and after " + messages + " messages of " + payloads.bytes()
                            + " B were stored into a topic of their own, in the server's process.")
                    .group(new SeriesGroup("Heap for each message, less its JSON", List.of(beyondJson)))
                    .verdict(Verdict.ofValue("heap per message - JSON bytes", beyondJson, Bar.atMost(BAR_BYTES)))
                    .build();
        }
    }
}
