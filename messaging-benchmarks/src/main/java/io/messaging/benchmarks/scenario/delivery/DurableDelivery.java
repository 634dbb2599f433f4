package io.messaging.benchmarks.scenario.delivery;

import io.messaging.benchmarks.consumer.DurableSubscriber;
import io.messaging.benchmarks.consumer.Subscriber;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.scenario.Deliveries;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.List;

/** The cost of a durable subscription beside a plain one. */
public final class DurableDelivery {
    private static final int MESSAGES = 100_000;
    private static final int WARM_UP_MESSAGES = 20_000;
    private static final String DURABLE_TOPIC = "bench-durable";
    private static final String PLAIN_TOPIC = "bench-durable-plain";
    private static final double BAR = 0.5;

    private DurableDelivery() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        int messages = effort.scaled(MESSAGES);
        result.note("Publisher, server and subscribers in processes of their own; " + messages + " messages of "
                + PayloadSource.SMALL_BYTES
                + " B in each round. A round ends when every store is acknowledged and every "
                + "message delivered; the durable client also acknowledges each.");
        try (Resources resources = new Resources()) {
            ChildJvm server = resources.add(Brokers.EMBEDDED.start());
            ChildJvm durable = resources.add(DurableSubscriber.startProcess(server.port(), DURABLE_TOPIC, "bench"));
            DurableSubscriber.come(durable);
            ChildJvm plain = resources.add(Subscriber.startProcess(Brokers.EMBEDDED, server.port(), PLAIN_TOPIC));
            List<Series> series = result.group(
                    "Store and delivery to one subscriber",
                    effort.compare(
                            Unit.PER_SECOND,
                            List.of(
                                    new Round("durable", client(server, DURABLE_TOPIC, resources), durable, effort),
                                    new Round("plain", client(server, PLAIN_TOPIC, resources), plain, effort))));
            result.verdict(Verdict.ofRatio("durable / plain", series.get(0), series.get(1), Bar.atLeast(BAR)));
        }
    }

    private static StoreClient client(ChildJvm server, String topic, Resources resources) throws Exception {
        return resources.add(Brokers.EMBEDDED.connect(server.port(), topic));
    }

    /** Warms up with less, so that the server need not hold so much. */
    private record Round(String name, StoreClient publisher, ChildJvm subscriber, Effort effort) implements Contender {
        private static final PayloadSource PAYLOADS = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);

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
