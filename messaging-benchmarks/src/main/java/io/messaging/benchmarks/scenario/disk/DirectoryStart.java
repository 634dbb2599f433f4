package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.local.LateServer;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Fill;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;

/** How long a server with a full directory takes until it answers. */
public final class DirectoryStart {
    private static final int MESSAGES = 1_000_000;
    private static final int ROUNDS = 3;
    private static final String TOPIC = "bench-directory-start";
    private static final double BAR_MILLIS = 1_000;

    private DirectoryStart() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int messages = effort.scaled(MESSAGES);
        result.note(
                "Each start is the first in its JVM, whose heap has been touched, on a directory that a killed server "
                        + "has left with " + messages
                        + " messages; from EmbeddedServer.start() until another process, which "
                        + "connects then, has stored a message. The files are in the system's cache.");
        try (TemporaryFolder folder = TemporaryFolder.create("start")) {
            try (ChildJvm server = LateServer.startProcess(folder.path(), List.of());
                    StoreClient client = Brokers.EMBEDDED.connect(LateServer.start(server), TOPIC)) {
                Fill.topic(client, payloads, messages, 0);
            }
            List<Sample> empty = new ArrayList<>();
            List<Sample> full = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                full.add(start(folder, payloads));
                try (TemporaryFolder nothing = TemporaryFolder.create("start")) {
                    empty.add(start(nothing, payloads));
                }
            }
            List<Series> series = result.group(
                    "Start of a server with a data directory, until it has answered",
                    List.of(
                            new Series(messages + " messages", Unit.MILLISECONDS, full),
                            new Series("empty", Unit.MILLISECONDS, empty)));
            result.verdict(Verdict.ofValue(
                    "start with " + messages + " messages, to the first reply", series.get(0), Bar.atMost(BAR_MILLIS)));
        }
    }

    /** The process ends as if it was killed: nothing is closed. */
    private static Sample start(TemporaryFolder folder, PayloadSource payloads) throws Exception {
        try (ChildJvm server = LateServer.startProcess(folder.path(), List.of())) {
            long start = System.nanoTime();
            try (StoreClient client = Brokers.EMBEDDED.connect(LateServer.start(server), TOPIC)) {
                client.store(payloads.next());
                return Sample.ofValue((System.nanoTime() - start) / 1e6);
            }
        }
    }
}
