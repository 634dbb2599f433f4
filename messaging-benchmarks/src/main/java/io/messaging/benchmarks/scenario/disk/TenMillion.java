package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.consumer.Reader;
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
import java.util.List;

/** Far more messages than the server's heap has room for: stored, read, and read again by a server that was started anew. */
public final class TenMillion {
    private static final int TOPICS = 10;
    private static final int MESSAGES = 10_000_000;
    private static final List<String> SMALL_HEAP = List.of("-Xms1g", "-Xmx1g");
    private static final double MEBIBYTE = 1 << 20;

    private TenMillion() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int each = effort.scaled(MESSAGES / TOPICS);
        int messages = each * TOPICS;
        result.note("A server with -Xmx1g and a data directory; " + messages + " messages are stored into " + TOPICS
                + " topics, and each topic is read by a process of its own. Then the server is killed, started, and "
                + "all topics are read again. It takes 4.7 GB of disk and some minutes.");
        try (TemporaryFolder folder = TemporaryFolder.create("ten-million")) {
            Series stored;
            Series read;
            Series heap;
            try (ChildJvm server = LateServer.startProcess(folder.path(), SMALL_HEAP)) {
                int port = LateServer.start(server);
                long start = System.nanoTime();
                for (int topic = 0; topic < TOPICS; topic++) {
                    try (StoreClient client = Brokers.EMBEDDED.connect(port, topic(topic))) {
                        Fill.topic(client, payloads, each, 0);
                    }
                }
                stored = single("stored", Unit.PER_SECOND, Sample.ofRate(messages, System.nanoTime() - start));
                read = single("read", Unit.PER_SECOND, read(port, each));
                heap = single("server's heap", Unit.MEBIBYTES, Sample.ofValue(server.heapUsedBytes() / MEBIBYTE));
            }
            Series disk = single("directory", Unit.MEBIBYTES, Sample.ofValue(folder.bytes() / MEBIBYTE));
            Series restart;
            Series readAgain;
            try (ChildJvm server = LateServer.startProcess(folder.path(), SMALL_HEAP)) {
                long start = System.nanoTime();
                int port = LateServer.start(server);
                restart = single(
                        "start after a kill", Unit.MILLISECONDS, Sample.ofValue((System.nanoTime() - start) / 1e6));
                readAgain = single("read after the start", Unit.PER_SECOND, read(port, each));
            }
            result.group(messages + " messages, -Xmx1g: rates", List.of(stored, read, readAgain));
            result.group(messages + " messages, -Xmx1g: start", List.of(restart));
            result.group(messages + " messages, -Xmx1g: space", List.of(heap, disk));
            result.verdict(
                    Verdict.ofValue(messages + " messages stored and read, server's heap", heap, Bar.atMost(1_024)));
        }
    }

    private static String topic(int number) {
        return "bench-ten-million-" + number;
    }

    private static Series single(String name, Unit unit, Sample sample) {
        return new Series(name, unit, List.of(sample));
    }

    /** Reads each topic whole; the time is that of the reads. */
    private static Sample read(int port, int each) {
        long elapsed = 0;
        for (int topic = 0; topic < TOPICS; topic++) {
            try (ChildJvm reader = Reader.startProcess(port, topic(topic))) {
                long start = System.nanoTime();
                int found = Reader.read(reader);
                elapsed += System.nanoTime() - start;
                if (found != each) {
                    throw new IllegalStateException(
                            "the reader got " + found + " of the " + each + " messages of '" + topic(topic) + "'");
                }
            }
        }
        return Sample.ofRate((long) each * TOPICS, elapsed);
    }
}
