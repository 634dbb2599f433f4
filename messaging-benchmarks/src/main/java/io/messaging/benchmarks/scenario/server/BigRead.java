package io.messaging.benchmarks.scenario.server;

import io.messaging.benchmarks.consumer.Reader;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Fill;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A read of a huge topic through the socket, and those who store meanwhile. */
public final class BigRead {
    private static final int MESSAGES = 1_000_000;
    private static final String TOPIC = "bench-big";
    private static final double BAR_HEAP_MEBIBYTES = 64;
    private static final double BAR_OTHERS = 3;
    private static final double MEBIBYTE = 1 << 20;

    private BigRead() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        int messages = effort.scaled(MESSAGES);
        result.note("Reader, server and storing client in three processes. The heap is what survives full collections, "
                + "made half of the time during reads of their own, less what was in use before.");
        try (Resources resources = new Resources()) {
            ChildJvm server = resources.add(Brokers.EMBEDDED.start());
            StoreClient filler = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC));
            Fill.topic(filler, payloads, messages, 0);
            StoreClient other = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-other"));
            ChildJvm reader = resources.add(Reader.startProcess(server.port(), TOPIC));
            List<Series> stores = result.group(
                    "Synchronous store of another client, 400 B",
                    effort.compare(
                            Unit.MICROSECONDS,
                            List.of(
                                    Contender.of(
                                            "store during the read",
                                            1,
                                            () -> storeDuringRead(other, payloads, reader, messages)),
                                    effort.storing("store alone", other, payloads, effort.scaled(4_000)))));
            Series heap = new Series("server, extra heap", Unit.MEBIBYTES, extraHeap(server, reader, messages));
            result.group("Read of " + messages + " messages", List.of(heap));
            result.verdict(Verdict.ofValue("big read: server's extra heap", heap, Bar.lessThan(BAR_HEAP_MEBIBYTES)));
            result.verdict(Verdict.ofRatio(
                    "big read: another's store / alone", stores.get(0), stores.get(1), Bar.atMost(BAR_OTHERS)));
        }
    }

    /** Stores one by one until the read has ended. */
    private static Sample storeDuringRead(StoreClient other, PayloadSource payloads, ChildJvm reader, int messages)
            throws Exception {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> Reader.read(reader));
        List<Long> nanos = new ArrayList<>();
        do {
            var payload = payloads.next();
            long start = System.nanoTime();
            other.store(payload);
            nanos.add(System.nanoTime() - start);
        } while (!read.isDone());
        checkRead(read.join(), messages);
        return Sample.ofLatencies(nanos.stream().mapToLong(Long::longValue).toArray());
    }

    private static List<Sample> extraHeap(ChildJvm server, ChildJvm reader, int messages) {
        List<Sample> rounds = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            long before = server.heapUsedBytes();
            server.watchHeap();
            checkRead(Reader.read(reader), messages);
            rounds.add(Sample.ofValue(Math.max(0, server.heapPeakBytes() - before) / MEBIBYTE));
        }
        return rounds;
    }

    private static void checkRead(int read, int messages) {
        if (read != messages) {
            throw new IllegalStateException("the reader got " + read + " of " + messages + " messages");
        }
    }
}
