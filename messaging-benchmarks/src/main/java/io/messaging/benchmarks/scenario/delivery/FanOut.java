package io.messaging.benchmarks.scenario.delivery;

import io.messaging.benchmarks.consumer.RawSubscribers;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Deliveries;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.List;

/** One publisher and many subscriber connections. */
public final class FanOut {
    private static final int SUBSCRIBERS = 200;
    private static final String TOPIC_PREFIX = "bench-fan-out-";
    private static final double BAR = 5;

    private FanOut() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        result.note(
                "The subscribers are raw sockets, all in one process, which counts lines; the one publisher pipelines "
                        + "its stores through our backend.");
        try (Resources resources = new Resources()) {
            Contender many = contender(SUBSCRIBERS, payloads, effort.scaled(2_000), effort, resources);
            Contender one = contender(1, payloads, effort.scaled(40_000), effort, resources);
            List<Series> series = result.group(
                    "Deliveries, " + payloads.bytes() + " B", effort.compare(Unit.PER_SECOND, List.of(many, one)));
            result.verdict(Verdict.ofRatio(
                    "deliveries/s, " + SUBSCRIBERS + " subscribers / 1",
                    series.get(0),
                    series.get(1),
                    Bar.atLeast(BAR)));
        }
    }

    private static Contender contender(
            int subscribers, PayloadSource payloads, int messages, Effort effort, Resources resources)
            throws Exception {
        Server server = resources.add(Brokers.EMBEDDED.start());
        ChildJvm process = resources.add(RawSubscribers.startProcess(server.port(), subscribers, 0, TOPIC_PREFIX));
        StoreClient publisher = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC_PREFIX + 0));
        return effort.contender(
                subscribers == 1 ? "1 subscriber" : subscribers + " subscribers",
                () -> Deliveries.measure(publisher, payloads.take(messages), process, subscribers));
    }
}
