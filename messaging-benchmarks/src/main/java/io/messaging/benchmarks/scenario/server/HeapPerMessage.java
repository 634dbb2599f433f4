package io.messaging.benchmarks.scenario.server;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Fill;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;

/** How much of the server's heap a stored message takes. */
public final class HeapPerMessage {
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final int MESSAGES = 200_000;
    private static final double BAR_BYTES = 120;

    private HeapPerMessage() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int messages = effort.scaled(MESSAGES);
        result.note("Full collections in the server's process, before and after " + messages + " messages of "
                + payloads.bytes() + " B were stored into a topic of their own.");
        try (Resources resources = new Resources()) {
            ChildJvm server = resources.add(Brokers.EMBEDDED.start());
            StoreClient warmUp = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-heap-before"));
            Fill.topic(warmUp, payloads, effort.scaled(WARM_UP_MESSAGES), 0);
            List<Sample> rounds = new ArrayList<>();
            long before = server.heapUsedBytes();
            for (int round = 0; round < 3; round++) {
                StoreClient client = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-heap-" + round));
                Fill.topic(client, payloads, messages, 0);
                long after = server.heapUsedBytes();
                rounds.add(Sample.ofValue((double) (after - before) / messages - payloads.bytes()));
                before = after;
            }
            Series beyondJson = new Series("embedded", Unit.BYTES, rounds);
            result.group("Heap for each message, less its JSON", List.of(beyondJson));
            result.verdict(Verdict.ofValue("heap per message - JSON bytes", beyondJson, Bar.atMost(BAR_BYTES)));
        }
    }
}
