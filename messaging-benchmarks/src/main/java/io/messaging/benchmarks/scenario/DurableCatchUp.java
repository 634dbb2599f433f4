package io.messaging.benchmarks.scenario;

import io.messaging.backend.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.DurableSubscriberService;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.JvmServer;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.ArrayList;
import java.util.List;

/** A durable client comes back after very many messages. What does that cost the server, and how long does it take? */
final class DurableCatchUp implements Scenario {
    private static final int MESSAGES = 1_000_000;
    private static final int CLIENTS = 2_000;
    private static final int SHOWN_STEPS = 10;
    private static final String TOPIC = "bench-catch-up";
    private static final String CLIENT = "bench";
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "durable-lag";
    }

    @Override
    public String title() {
        return "A durable client catches up on what was stored while it was away, and the server's memory";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        int messages = effort.scaled(MESSAGES);
        int clients = effort.scaled(CLIENTS);
        ScenarioResult.Builder result = ScenarioResult.of(this)
                .note(clients + " clients come and leave; " + messages + " messages of " + Payloads.SMALL_BYTES
                        + " B are stored; one of the clients comes back in another process. Lag is what the server "
                        + "says it is. Heap is the server's, after full collections.");
        try (Resources resources = new Resources()) {
            JvmServer server = resources.add(Brokers.EMBEDDED.start());
            MessagingBackend backend = resources.add(EmbeddedBroker.open(server.port()));
            StoreClient publisher = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC));
            ChildJvm client = resources.add(DurableSubscriberService.startProcess(server.port(), TOPIC, CLIENT));
            comeAndLeave(backend, "first");
            double empty = heap(server);
            for (int i = 1; i < clients; i++) {
                comeAndLeave(backend, "client-" + i);
            }
            comeAndLeave(backend, CLIENT);
            double away = heap(server);
            Fill.topic(publisher, Payloads.ofBytes(Payloads.SMALL_BYTES), messages, 0);
            double stored = heap(server);
            catchUp(backend, client, messages, result);
            result.group(new SeriesGroup(
                            "The server's heap for each client that is away",
                            List.of(one("client", Unit.BYTES, (away - empty) * MEBIBYTE / clients))))
                    .group(new SeriesGroup(
                            "The server's heap",
                            List.of(
                                    one("clients away, nothing stored", Unit.MEBIBYTES, away),
                                    one("clients away, all stored", Unit.MEBIBYTES, stored),
                                    one("one client caught up", Unit.MEBIBYTES, heap(server)))));
        }
        return result.build();
    }

    private static double heap(JvmServer server) {
        return server.process().heapUsedBytes() / MEBIBYTE;
    }

    private static Series one(String name, Unit unit, double value) {
        return new Series(name, unit, List.of(Sample.ofValue(value)));
    }

    private static void catchUp(
            MessagingBackend backend, ChildJvm client, int messages, ScenarioResult.Builder result) {
        if (lag(backend) != messages) {
            throw new IllegalStateException("the client's lag is " + lag(backend) + ", not " + messages);
        }
        List<Curve.Point> points = new ArrayList<>();
        long start = System.nanoTime();
        DurableSubscriberService.come(client);
        for (int step = 1; step <= SHOWN_STEPS; step++) {
            long arrived = Long.parseLong(client.ask("await " + (long) messages * step / SHOWN_STEPS));
            points.add(new Curve.Point(arrived, (System.nanoTime() - start) / 1e6));
        }
        while (lag(backend) > 0) {
            Thread.onSpinWait(); // each look is a round trip
        }
        long elapsed = System.nanoTime() - start;
        result.group(new SeriesGroup(
                        "Catching up",
                        List.of(new Series("client", Unit.PER_SECOND, List.of(rate(messages, elapsed))))))
                .curve(new Curve(
                        "How long until so many are handled",
                        "messages handled",
                        Unit.MILLISECONDS,
                        List.of(new Curve.Line("client", points))));
        DurableSubscriberService.leave(client);
    }

    private static Sample rate(int messages, long elapsedNanos) {
        return Sample.ofRate(messages, elapsedNanos);
    }

    private static long lag(MessagingBackend backend) {
        return backend.durableClients().list().stream()
                .filter(client -> client.clientId().equals(CLIENT))
                .mapToLong(DurableClient::lag)
                .sum();
    }

    private static void comeAndLeave(MessagingBackend backend, String client) {
        backend.subscribe(TOPIC, message -> {}, SubscriptionOptions.durable(client))
                .close();
    }
}
