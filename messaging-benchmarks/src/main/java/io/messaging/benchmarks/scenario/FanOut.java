package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.RawSubscribersService;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.List;

/** One publisher and many subscriber connections. */
final class FanOut implements Scenario {
    private static final int SUBSCRIBERS = 200;
    private static final String TOPIC_PREFIX = "bench-fan-out-";
    private static final double BAR = 5;

    @Override
    public String name() {
        return "fan-out";
    }

    @Override
    public String title() {
        return "One publisher, " + SUBSCRIBERS + " subscriber connections: deliveries per second";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        PayloadSource payloads = Payloads.ofBytes(Payloads.SMALL_BYTES);
        try (Resources resources = new Resources()) {
            Contender many = contender(SUBSCRIBERS, payloads, effort.scaled(2_000), effort, resources);
            Contender one = contender(1, payloads, effort.scaled(40_000), effort, resources);
            List<Series> series = effort.interleaving().run(Unit.PER_SECOND, List.of(many, one));
            return ScenarioResult.of(this)
                    .note("The subscribers are plain sockets that speak the dialect, all in one process, which counts "
                            + "lines; the one publisher pipelines its stores through our backend.")
                    .group(new SeriesGroup("Deliveries, " + payloads.bytes() + " B", series))
                    .verdict(Verdict.ofRatio(
                            "deliveries/s, " + SUBSCRIBERS + " subscribers / 1",
                            series.get(0),
                            series.get(1),
                            Bar.atLeast(BAR)))
                    .build();
        }
    }

    private static Contender contender(
            int subscribers, PayloadSource payloads, int messages, Effort effort, Resources resources)
            throws Exception {
        Broker.Server server = resources.add(Brokers.EMBEDDED.start());
        ChildJvm process =
                resources.add(RawSubscribersService.startProcess(server.port(), subscribers, 0, TOPIC_PREFIX));
        StoreClient publisher = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC_PREFIX + 0));
        return Contender.of(
                subscribers == 1 ? "1 subscriber" : subscribers + " subscribers",
                effort.warmUpRounds(),
                () -> Deliveries.measure(publisher, payloads.take(messages), process, subscribers));
    }
}
