package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.local.SqliteStore;
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
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Many threads that each wait until their message is forced to the disk. */
public final class ForcedStore {
    private static final int THREADS = 16;
    /** The disk is what takes long, and needs no compiler. */
    private static final int WARM_UP_ROUNDS = 2;

    private static final String TOPIC = "bench-forced";
    private static final double BAR_BEST = 1.5;

    private ForcedStore() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note(
                THREADS + " threads of the measuring process, each with a connection of its own, store one message "
                        + "after the other; each is forced to the disk before its store returns. SQLite is in that process, with "
                        + "a write-ahead log, synchronous=FULL, and one connection for all; the servers have processes of their "
                        + "own. Where the temporary folder is in memory, -Djava.io.tmpdir in MESSAGING_JAVA_OPTS names another.");
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int messages = effort.scaled(4_000);
        try (Resources resources = new Resources()) {
            List<Contender> contenders = new ArrayList<>();
            Server ours = resources.add(Brokers.EMBEDDED_ALWAYS.start());
            contenders.add(contender(
                    Brokers.EMBEDDED_ALWAYS.name(),
                    connect(Brokers.EMBEDDED_ALWAYS, ours, resources),
                    payloads,
                    messages,
                    effort,
                    resources));
            TemporaryFolder folder = resources.add(TemporaryFolder.create("sqlite"));
            StoreClient sqlite = resources.add(new SqliteStore(folder.path().resolve("messages.db"), TOPIC));
            contenders.add(contender(
                    "sqlite", Collections.nCopies(THREADS, sqlite), payloads, messages / 4, effort, resources));
            for (Broker peer : Brokers.FORCING) {
                try {
                    Server server = resources.add(peer.start());
                    List<StoreClient> clients = connect(peer, server, resources);
                    contenders.add(contender(peer.name(), clients, payloads, messages, effort, resources));
                } catch (PeerUnavailableException e) {
                    result.skip(peer, e);
                }
            }
            StoreClient shared = resources.add(Brokers.EMBEDDED_ALWAYS.connect(ours.port(), TOPIC));
            String oneBackend = Brokers.EMBEDDED_ALWAYS.name() + ", one backend for all";
            contenders.add(
                    contender(oneBackend, Collections.nCopies(THREADS, shared), payloads, messages, effort, resources));
            List<Series> series = result.group(
                    "Forced stores of " + THREADS + " threads, " + payloads.bytes() + " B",
                    effort.compare(Unit.PER_SECOND, contenders));
            Series best = series.subList(1, series.size() - 1).stream()
                    .max(Comparator.comparingDouble(peer -> peer.spread().median()))
                    .orElseThrow();
            result.verdict(Verdict.ofRatio(
                    "forced stores / " + best.contender() + ", the best", series.get(0), best, Bar.atLeast(BAR_BEST)));
            result.verdict(Verdict.ofRatio(
                    "forced stores, one backend / " + best.contender(),
                    series.get(series.size() - 1),
                    best,
                    Bar.atLeast(BAR_BEST)));
        }
    }

    private static List<StoreClient> connect(Broker broker, Server server, Resources resources) throws Exception {
        List<StoreClient> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            clients.add(resources.add(broker.connect(server.port(), TOPIC)));
        }
        return clients;
    }

    private static Contender contender(
            String name,
            List<StoreClient> clients,
            PayloadSource payloads,
            int messages,
            Effort effort,
            Resources resources) {
        Storers storers = resources.add(new Storers(clients));
        return Contender.of(
                name, Math.min(WARM_UP_ROUNDS, effort.warmUpRounds()), () -> storers.store(payloads.take(messages)));
    }
}
