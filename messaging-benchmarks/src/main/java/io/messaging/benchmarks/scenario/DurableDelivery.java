package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.DurableSubscriberService;
import io.messaging.benchmarks.peer.JvmServer;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.peer.SubscriberService;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.List;

/** What it costs a subscriber that the server remembers how far it has got. */
final class DurableDelivery implements Scenario {
    private static final int MESSAGES = 100_000;
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final String DURABLE_TOPIC = "bench-durable";
    private static final String PLAIN_TOPIC = "bench-durable-plain";
    private static final double BAR = 0.5;

    @Override
    public String name() {
        return "durable";
    }

    @Override
    public String title() {
        return "Store and delivery to a durable client, beside a plain subscription: messages per second";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        int messages = effort.scaled(MESSAGES);
        try (Resources resources = new Resources()) {
            JvmServer server = resources.add(Brokers.EMBEDDED.start());
            ChildJvm durable =
                    resources.add(DurableSubscriberService.startProcess(server.port(), DURABLE_TOPIC, "bench"));
            DurableSubscriberService.come(durable);
            ChildJvm plain =
                    resources.add(SubscriberService.startProcess(Brokers.EMBEDDED, server.port(), PLAIN_TOPIC));
            List<Series> series = effort.interleaving()
                    .run(
                            Unit.PER_SECOND,
                            List.of(
                                    new Round("durable", client(server, DURABLE_TOPIC, resources), durable, effort),
                                    new Round("plain", client(server, PLAIN_TOPIC, resources), plain, effort)));
            return ScenarioResult.of(this)
                    .note("Publisher, server and subscribers in processes of their own; " + messages + " messages of "
                            + Payloads.SMALL_BYTES + " B in each round. A round ends when every store is acknowledged "
                            + "and every message delivered; the durable client also says of each that it is handled.")
                    .group(new SeriesGroup("Store and delivery to one subscriber", series))
                    .verdict(Verdict.ofRatio("durable / plain", series.get(0), series.get(1), Bar.atLeast(BAR)))
                    .build();
        }
    }

    private static StoreClient client(JvmServer server, String topic, Resources resources) throws Exception {
        return resources.add(Brokers.EMBEDDED.connect(server.port(), topic));
    }

    /** Warms up with less, so that the server need not hold so much. */
    private record Round(String name, StoreClient publisher, ChildJvm subscriber, Effort effort) implements Contender {
        private static final PayloadSource PAYLOADS = Payloads.ofBytes(Payloads.SMALL_BYTES);

        @Override
        public void warmUp() throws Exception {
            for (int i = 0; i < effort.warmUpRounds(); i++) {
                measure(WARM_UP_MESSAGES);
            }
        }

        @Override
        public Sample round() throws Exception {
            return measure(MESSAGES);
        }

        private Sample measure(int messages) throws Exception {
            return Deliveries.measure(publisher, PAYLOADS.take(effort.scaled(messages)), subscriber, 1);
        }
    }
}
