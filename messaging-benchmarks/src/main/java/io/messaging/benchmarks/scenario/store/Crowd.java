package io.messaging.benchmarks.scenario.store;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.consumer.RawSubscribers;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with very many topics, subscriptions and connections beside an empty one. */
public final class Crowd {
    private static final int CONNECTIONS = 1_000;
    private static final int TOPICS_EACH = 10;
    private static final String TOPIC_PREFIX = "bench-crowd-";
    private static final String QUIET_TOPIC = "bench-quiet";
    private static final double BAR = 2;

    private Crowd() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int connections = effort.scaled(CONNECTIONS);
        int topics = connections * TOPICS_EACH;
        int operations = effort.scaled(4_000);
        result.note(
                topics + " topics, each with a subscription, on " + connections + " connections: one message to each"
                        + " was delivered once. A store to one"
                        + " of the crowd's topics is"
                        + " delivered, too; one on the empty"
                        + " server is not.");
        try (Resources resources = new Resources()) {
            Server crowded = resources.add(Brokers.EMBEDDED.start());
            Server empty = resources.add(Brokers.EMBEDDED.start());
            ChildJvm crowd =
                    resources.add(RawSubscribers.startProcess(crowded.port(), connections, TOPICS_EACH, TOPIC_PREFIX));
            MessagingBackend inCrowd = resources.add(EmbeddedBroker.open(crowded.port()));
            MessagingBackend alone = resources.add(EmbeddedBroker.open(empty.port()));
            checkDelivery(inCrowd, payloads, crowd, topics);
            AtomicInteger next = new AtomicInteger();
            List<Series> series = result.group(
                    "Synchronous store, " + payloads.bytes() + " B",
                    effort.compare(
                            Unit.MICROSECONDS,
                            List.of(
                                    effort.contender(
                                            "crowd, to its topics",
                                            () -> OperationTimer.each(
                                                    payloads.take(operations),
                                                    payload ->
                                                            store(inCrowd, next.getAndIncrement() % topics, payload))),
                                    effort.storing(
                                            "empty server",
                                            new BackendClient(alone, QUIET_TOPIC),
                                            payloads,
                                            operations),
                                    effort.storing(
                                            "crowd, quiet topic",
                                            new BackendClient(inCrowd, QUIET_TOPIC),
                                            payloads,
                                            operations))));
            result.verdict(
                    Verdict.ofRatio("store in a crowd / empty server", series.get(0), series.get(1), Bar.atMost(BAR)));
            result.verdict(Verdict.ofRatio(
                    "store in a crowd, quiet topic / empty", series.get(2), series.get(1), Bar.atMost(BAR)));
        }
    }

    private static void store(MessagingBackend backend, int topic, Payload payload) {
        backend.storeMessage(BackendClient.NAMESPACE, TOPIC_PREFIX + topic, payload.message());
    }

    private static void checkDelivery(MessagingBackend backend, PayloadSource payloads, ChildJvm crowd, int topics) {
        for (int topic = 0; topic < topics; topic++) {
            store(backend, topic, payloads.next());
        }
        long arrived = Long.parseLong(crowd.ask("await " + topics));
        if (arrived != topics) {
            throw new IllegalStateException(arrived + " messages arrived at " + topics + " subscriptions, one each");
        }
    }
}
