package io.messaging.benchmarks.scenario.store;

import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EchoClient;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the cost of a synchronous store grows with the message. */
public final class CostBySize {
    private static final String TOPIC = "bench-size";
    private static final List<Integer> SIZES_BYTES = List.of(400, 1_024, 4_096, 16_384, 65_536);
    private static final int BYTES_PER_ROUND = 8_000_000;
    private static final int MOST_OPERATIONS = 2_000;

    private CostBySize() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        try (Resources resources = new Resources()) {
            Map<String, StoreClient> clients = connect(resources, result);
            Map<String, List<Curve.Point>> points = new LinkedHashMap<>();
            for (int bytes : SIZES_BYTES) {
                for (Series series : measure(bytes, clients, effort, result)) {
                    points.computeIfAbsent(series.contender(), name -> new ArrayList<>())
                            .add(new Curve.Point(bytes, series.spread().median()));
                }
            }
            List<Curve.Line> lines = new ArrayList<>();
            points.forEach((name, line) -> lines.add(new Curve.Line(name, line)));
            result.curve(new Curve("Median of a synchronous store", "bytes of JSON", Unit.MICROSECONDS, lines));
        }
    }

    private static Map<String, StoreClient> connect(Resources resources, ScenarioResult result) throws Exception {
        Map<String, StoreClient> clients = new LinkedHashMap<>();
        for (Broker broker : List.of(Brokers.EMBEDDED, Brokers.REDIS)) {
            try {
                Server server = resources.add(broker.start());
                clients.put(broker.name(), resources.add(broker.connect(server.port(), TOPIC)));
            } catch (PeerUnavailableException e) {
                result.skip(broker, e);
            }
        }
        Server echo = resources.add(EchoClient.startServer());
        clients.put("raw echo", resources.add(EchoClient.connect(echo.port())));
        return clients;
    }

    private static List<Series> measure(
            int bytes, Map<String, StoreClient> clients, Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(bytes);
        int operations = effort.scaled(Math.min(MOST_OPERATIONS, BYTES_PER_ROUND / bytes));
        List<Contender> contenders = new ArrayList<>();
        clients.forEach((name, client) -> contenders.add(effort.storing(name, client, payloads, operations)));
        return result.group("Synchronous store, " + bytes + " B", effort.compare(Unit.MICROSECONDS, contenders));
    }
}
