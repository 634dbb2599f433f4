package io.messaging.benchmarks.scenario.delivery;

import io.messaging.administration.DurableClient;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.benchmarks.consumer.DurableSubscriber;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Fill;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;

/** A durable client comes back after very many messages: what that costs the server, and how long it takes. */
public final class DurableCatchUp {
    private static final int MESSAGES = 1_000_000;
    private static final int CLIENTS = 2_000;
    private static final int SHOWN_STEPS = 10;
    private static final String TOPIC = "bench-catch-up";
    private static final String CLIENT = "bench";
    private static final double MEBIBYTE = 1 << 20;

    private DurableCatchUp() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        int messages = effort.scaled(MESSAGES);
        int clients = effort.scaled(CLIENTS);
        result.note(clients + " clients come and leave; " + messages + " messages of " + PayloadSource.SMALL_BYTES
                + " B are stored; one of the clients comes back in another process. Lag is what the server reports."
                + " Heap is the server's, after full collections.");
        try (Resources resources = new Resources()) {
            ChildJvm server = resources.add(Brokers.EMBEDDED.start());
            MessagingBackend backend = resources.add(EmbeddedBroker.open(server.port()));
            StoreClient publisher = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC));
            ChildJvm client = resources.add(DurableSubscriber.startProcess(server.port(), TOPIC, CLIENT));
            comeAndLeave(backend, "first");
            double empty = heap(server);
            for (int i = 1; i < clients; i++) {
                comeAndLeave(backend, "client-" + i);
            }
            comeAndLeave(backend, CLIENT);
            double away = heap(server);
            Fill.topic(publisher, PayloadSource.ofBytes(PayloadSource.SMALL_BYTES), messages, 0);
            double stored = heap(server);
            catchUp(backend, client, messages, result);
            result.group(
                    "The server's heap for each client that is away",
                    List.of(one("client", Unit.BYTES, (away - empty) * MEBIBYTE / clients)));
            result.group(
                    "The server's heap",
                    List.of(
                            one("clients away, nothing stored", Unit.MEBIBYTES, away),
                            one("clients away, all stored", Unit.MEBIBYTES, stored),
                            one("one client caught up", Unit.MEBIBYTES, heap(server))));
        }
    }

    private static double heap(ChildJvm server) {
        return server.heapUsedBytes() / MEBIBYTE;
    }

    private static Series one(String name, Unit unit, double value) {
        return new Series(name, unit, List.of(Sample.ofValue(value)));
    }

    private static void catchUp(MessagingBackend backend, ChildJvm client, int messages, ScenarioResult result) {
        if (lag(backend) != messages) {
            throw new IllegalStateException("the client's lag is " + lag(backend) + ", not " + messages);
        }
        List<Curve.Point> points = new ArrayList<>();
        long start = System.nanoTime();
        DurableSubscriber.come(client);
        for (int step = 1; step <= SHOWN_STEPS; step++) {
            long arrived = Long.parseLong(client.ask("await " + (long) messages * step / SHOWN_STEPS));
            points.add(new Curve.Point(arrived, (System.nanoTime() - start) / 1e6));
        }
        while (lag(backend) > 0) {
            Thread.onSpinWait(); // each query is a round trip
        }
        Sample rate = Sample.ofRate(messages, System.nanoTime() - start);
        result.group("Catching up", List.of(new Series("client", Unit.PER_SECOND, List.of(rate))));
        result.curve(new Curve(
                "How long until so many are handled",
                "messages handled",
                Unit.MILLISECONDS,
                List.of(new Curve.Line("client", points))));
        DurableSubscriber.leave(client);
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
