package io.messaging.benchmarks.scenario;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.JvmServer;
import io.messaging.benchmarks.peer.ReaderService;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A read of a huge topic through the socket, and those who store meanwhile. */
final class BigRead implements Scenario {
    private static final int MESSAGES = 1_000_000;
    private static final String TOPIC = "bench-big";
    private static final double BAR_HEAP_MEBIBYTES = 64;
    private static final double BAR_OTHERS = 3;
    private static final double MEBIBYTE = 1 << 20;

    @Override
    public String name() {
        return "big-read";
    }

    @Override
    public String title() {
        return "Read of 1,000,000 messages through the socket: the server's heap and the other clients";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        PayloadSource payloads = Payloads.ofBytes(Payloads.SMALL_BYTES);
        int messages = effort.scaled(MESSAGES);
        try (Resources resources = new Resources()) {
            JvmServer server = resources.add(Brokers.EMBEDDED.start());
            StoreClient filler = resources.add(Brokers.EMBEDDED.connect(server.port(), TOPIC));
            Fill.topic(filler, payloads, messages, 0);
            StoreClient other = resources.add(Brokers.EMBEDDED.connect(server.port(), "bench-other"));
            ChildJvm reader = resources.add(ReaderService.startProcess(server.port(), TOPIC));
            List<Series> stores = effort.interleaving()
                    .run(
                            Unit.MICROSECONDS,
                            List.of(
                                    Contender.of(
                                            "store during the read",
                                            1,
                                            () -> storeDuringRead(other, payloads, reader, messages)),
                                    Contender.of(
                                            "store alone",
                                            effort.warmUpRounds(),
                                            () -> OperationTimer.each(
                                                    payloads.take(effort.scaled(4_000)), other::store))));
            Series heap =
                    new Series("server, extra heap", Unit.MEBIBYTES, extraHeap(server.process(), reader, messages));
            return ScenarioResult.of(this)
                    .note("Reader, server and storing client in three processes. The heap is what lives through full "
                            + "collections, made half of the time during reads of their own, less what lived before.")
                    .group(new SeriesGroup("Synchronous store of another client, 400 B", stores))
                    .group(new SeriesGroup("Read of " + messages + " messages", List.of(heap)))
                    .verdict(Verdict.ofValue("big read: server's extra heap", heap, Bar.lessThan(BAR_HEAP_MEBIBYTES)))
                    .verdict(Verdict.ofRatio(
                            "big read: another's store / alone", stores.get(0), stores.get(1), Bar.atMost(BAR_OTHERS)))
                    .build();
        }
    }

    /** Stores one by one until the read has ended. */
    private static Sample storeDuringRead(StoreClient other, PayloadSource payloads, ChildJvm reader, int messages)
            throws Exception {
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> ReaderService.read(reader));
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
            checkRead(ReaderService.read(reader), messages);
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
