package io.messaging.benchmarks.scenario.delivery;

import io.messaging.benchmarks.consumer.Subscriber;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
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
import java.util.ArrayList;
import java.util.List;

/** A member of a group, beside a plain subscription and the work queues of other brokers. */
public final class SharedDelivery {
    private static final int MESSAGES = 20_000;
    private static final String TOPIC = "bench-shared";
    private static final double BAR_PLAIN = 0.6;
    private static final double BAR_QUEUES = 8;

    private SharedDelivery() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        int messages = effort.scaled(MESSAGES);
        result.note("Publisher, server and one consumer in three processes; " + messages + " messages of "
                + PayloadSource.SMALL_BYTES
                + " B in each round. A round ends when every store is acknowledged and every message handled. The "
                + "consumers of work queues acknowledge each message on its own; of those named confirmed, each waits "
                + "for the broker's answer before it takes the next.");
        try (Resources resources = new Resources()) {
            List<Contender> contenders = new ArrayList<>();
            contenders.add(contender(Brokers.EMBEDDED_GROUP, "group", messages, effort, resources));
            contenders.add(contender(Brokers.EMBEDDED, "plain", messages, effort, resources));
            for (Broker queue : Brokers.WORK_QUEUES) {
                try {
                    contenders.add(contender(queue, queue.name(), messages, effort, resources));
                } catch (PeerUnavailableException e) {
                    result.skip(queue, e);
                }
            }
            List<Series> series = result.group(
                    "Store and handling by one consumer, " + PayloadSource.SMALL_BYTES + " B",
                    effort.compare(Unit.PER_SECOND, contenders));
            Series group = series.get(0);
            result.verdict(Verdict.ofRatio("group / plain", group, series.get(1), Bar.atLeast(BAR_PLAIN)));
            for (Series queue : series.subList(2, series.size())) {
                result.verdict(Verdict.ofRatio("group / " + queue.contender(), group, queue, Bar.atLeast(BAR_QUEUES)));
            }
        }
    }

    private static Contender contender(Broker broker, String name, int messages, Effort effort, Resources resources)
            throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        Server server = resources.add(broker.start());
        StoreClient publisher = resources.add(broker.connect(server.port(), TOPIC));
        ChildJvm consumer = resources.add(Subscriber.startProcess(broker, server.port(), TOPIC));
        return Contender.of(
                name,
                effort.warmUpRounds(),
                effort.warmUpTime(),
                () -> Deliveries.measure(publisher, payloads.take(messages), consumer, 1));
    }
}
