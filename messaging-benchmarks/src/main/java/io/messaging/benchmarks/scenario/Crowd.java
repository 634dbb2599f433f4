package io.messaging.benchmarks.scenario;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.RawSubscribersService;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A server with very many topics, subscriptions and connections beside an empty one. */
final class Crowd implements Scenario {
    private static final int CONNECTIONS = 1_000;
    private static final int TOPICS_EACH = 10;
    private static final String TOPIC_PREFIX = "bench-crowd-";
    private static final double BAR = 2;

    @Override
    public String name() {
        return "crowd";
    }

    @Override
    public String title() {
        return "Store on a server with 10,000 topics, 10,000 subscriptions and 1,000 connections";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        PayloadSource payloads = Payloads.ofBytes(Payloads.SMALL_BYTES);
        int connections = effort.scaled(CONNECTIONS);
        int topics = connections * TOPICS_EACH;
        int operations = effort.scaled(4_000);
        try (Resources resources = new Resources()) {
            Broker.Server crowded = resources.add(Brokers.EMBEDDED.start());
            Broker.Server empty = resources.add(Brokers.EMBEDDED.start());
            ChildJvm crowd = resources.add(
                    RawSubscribersService.startProcess(crowded.port(), connections, TOPICS_EACH, TOPIC_PREFIX));
            MessagingBackend inCrowd = resources.add(EmbeddedBroker.open(crowded.port()));
            MessagingBackend alone = resources.add(EmbeddedBroker.open(empty.port()));
            checkDelivery(inCrowd, payloads, crowd, topics);
            AtomicInteger next = new AtomicInteger();
            List<Series> series = effort.interleaving()
                    .run(
                            Unit.MICROSECONDS,
                            List.of(
                                    contender(
                                            "crowd, to its topics",
                                            effort,
                                            () -> OperationTimer.each(
                                                    payloads.take(operations),
                                                    payload ->
                                                            store(inCrowd, next.getAndIncrement() % topics, payload))),
                                    contender(
                                            "empty server",
                                            effort,
                                            () -> OperationTimer.each(
                                                    payloads.take(operations),
                                                    payload -> alone.storeMessage(
                                                            BackendClient.NAMESPACE,
                                                            "bench-quiet",
                                                            payload.message()))),
                                    contender(
                                            "crowd, quiet topic",
                                            effort,
                                            () -> OperationTimer.each(
                                                    payloads.take(operations),
                                                    payload -> inCrowd.storeMessage(
                                                            BackendClient.NAMESPACE,
                                                            "bench-quiet",
                                                            payload.message())))));
            return ScenarioResult.of(this)
                    .note(topics + " topics, each with a subscription, on " + connections
                            + " connections: one message to each was delivered once. A store to one of the crowd's "
                            + "topics is delivered, too; one on the empty server is not.")
                    .group(new SeriesGroup("Synchronous store, " + payloads.bytes() + " B", series))
                    .verdict(Verdict.ofRatio(
                            "store in a crowd / empty server", series.get(0), series.get(1), Bar.atMost(BAR)))
                    .verdict(Verdict.ofRatio(
                            "store in a crowd, quiet topic / empty", series.get(2), series.get(1), Bar.atMost(BAR)))
                    .build();
        }
    }

    private static Contender contender(String name, Effort effort, Contender.Measurement measurement) {
        return Contender.of(name, effort.warmUpRounds(), measurement);
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
