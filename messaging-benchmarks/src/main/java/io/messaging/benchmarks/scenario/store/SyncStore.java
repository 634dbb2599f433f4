package io.messaging.benchmarks.scenario.store;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.ArtemisBroker;
import io.messaging.benchmarks.peer.Broker;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EchoClient;
import io.messaging.benchmarks.peer.PeerUnavailableException;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;

/** A synchronous store over the socket, beside the raw echo and the brokers. */
public final class SyncStore {
    private static final String TOPIC = "bench-sync";
    private static final String ARTEMIS_IN_VM = "artemis in-vm";
    private static final double BAR_ECHO = 1.25;

    private SyncStore() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note("One client in the measuring process, each server in its own. Redis: ZADD, SET and PUBLISH in one"
                + " write. Artemis: blocking send of a non-durable message into a queue that keeps it. JetStream: publish"
                + " into a stream in memory. " + ARTEMIS_IN_VM + " has no socket.");
        List<Series> small =
                measure(PayloadSource.ofBytes(PayloadSource.SMALL_BYTES), effort.scaled(4_000), effort, result);
        Series ours = small.get(0);
        result.verdict(Verdict.ofRatio("sync store / raw echo", ours, small.get(1), Bar.atMost(BAR_ECHO)));
        for (Series peer : small.subList(2, small.size())) {
            if (!peer.contender().equals(ARTEMIS_IN_VM)) {
                result.verdict(Verdict.ofRatio("sync store / " + peer.contender(), ours, peer, Bar.lessThan(1)));
            }
        }
        measure(PayloadSource.ofBytes(PayloadSource.LARGE_BYTES), effort.scaled(1_000), effort, result);
    }

    private static List<Series> measure(PayloadSource payloads, int operations, Effort effort, ScenarioResult result)
            throws Exception {
        try (Resources resources = new Resources()) {
            List<Contender> contenders = new ArrayList<>();
            StoreClient ours = connect(Brokers.EMBEDDED, resources);
            contenders.add(contender(Brokers.EMBEDDED.name(), ours, payloads, operations, effort));
            Server echo = resources.add(EchoClient.startServer());
            StoreClient echoing = resources.add(EchoClient.connect(echo.port()));
            contenders.add(contender("raw echo", echoing, payloads, operations, effort));
            for (Broker peer : Brokers.PEERS) {
                try {
                    contenders.add(contender(peer.name(), connect(peer, resources), payloads, operations, effort));
                } catch (PeerUnavailableException e) {
                    result.skip(peer, e);
                }
            }
            StoreClient inVm = resources.add(ArtemisBroker.connectInVm(TOPIC));
            contenders.add(contender(ARTEMIS_IN_VM, inVm, payloads, operations, effort));
            return result.group(
                    "Synchronous store, " + payloads.bytes() + " B", effort.compare(Unit.MICROSECONDS, contenders));
        }
    }

    private static StoreClient connect(Broker broker, Resources resources) throws Exception {
        Server server = resources.add(broker.start());
        return resources.add(broker.connect(server.port(), TOPIC));
    }

    private static Contender contender(
            String name, StoreClient client, PayloadSource payloads, int operations, Effort effort) {
        return Contender.of(
                name, effort.warmUpRounds(), effort.warmUpTime(), Effort.storing(client, payloads, operations));
    }
}
