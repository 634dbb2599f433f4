package io.messaging.benchmarks.scenario.disk;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.peer.StoreClient;
import io.messaging.benchmarks.process.TemporaryFolder;
import io.messaging.benchmarks.scenario.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** A server whose messages come, and mostly go, while another client stores and is timed. Used by one thread. */
final class Churn {
    /** How many messages come in a second. */
    static final int PER_SECOND = 40_000;

    private static final String KEPT = "bench-kept";
    private static final String PASSING = "bench-passing";
    private static final int KEPT_ONE_IN = 3;

    /** Messages that are stored at once, and how many of these come between two clears. */
    private static final int STEP = 1_000;

    private static final int STEPS_TO_CLEAR = 5;

    /** What a message of 400 B takes in the log, its padding included. */
    private static final long RECORD_BYTES = 456;

    private static final double LIVE_TIMES = 2;
    private static final long BYTES_MORE = 64L << 20;
    private static final double MEBIBYTE = 1 << 20;

    private final PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
    private final TemporaryFolder folder;
    private final boolean clears;
    private final MessagingBackend backend;
    private final StoreClient kept;
    private final StoreClient passing;
    private final StoreClient timed;
    private final List<Sample> mostDisk = new ArrayList<>();
    private long live;
    private long stored;

    /** Connects; {@code clears} if most messages go again. */
    Churn(TemporaryFolder folder, int port, boolean clears, Resources resources) {
        this.folder = folder;
        this.clears = clears;
        backend = resources.add(EmbeddedBroker.open(port));
        kept = new BackendClient(backend, KEPT);
        passing = new BackendClient(backend, PASSING);
        timed = resources.add(new BackendClient(EmbeddedBroker.open(port), KEPT));
    }

    /** Has messages come and go as fast as they can, until the disk is as full as compaction leaves it. */
    void prepare(int messages) throws Exception {
        comeAndGo(messages, 0);
    }

    /** Times stores while messages come and go; the figure is the 99th percentile in microseconds. */
    Sample storeMeanwhile(int messages) throws Exception {
        CompletableFuture<Double> others = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        others.complete(comeAndGo(messages, STEP * TimeUnit.SECONDS.toNanos(1) / PER_SECOND));
                    } catch (Exception e) {
                        others.completeExceptionally(e);
                    }
                },
                "churn");
        thread.start();
        LongStream.Builder nanos = LongStream.builder();
        int count = 0;
        while (!others.isDone() || count == 0) {
            Payload payload = payloads.next();
            long start = System.nanoTime();
            timed.store(payload);
            nanos.add(System.nanoTime() - start);
            count++;
        }
        mostDisk.add(Sample.ofValue(others.join()));
        live += count;
        stored += count;
        Latencies latencies = Latencies.of(nanos.build().toArray());
        return new Sample(latencies.percentileNanos(99) / 1e3, latencies);
    }

    /** Returns the most of the bound that the disk had in use. */
    private double comeAndGo(int messages, long pauseNanos) throws Exception {
        double most = 0;
        long next = System.nanoTime();
        for (int step = 1; step * STEP <= Math.max(STEP, messages); step++) {
            List<Payload> batch = payloads.take(STEP);
            int keeps = STEP / KEPT_ONE_IN;
            kept.storeAll(batch.subList(0, keeps));
            passing.storeAll(batch.subList(keeps, STEP));
            live += clears ? keeps : STEP;
            stored += STEP;
            if (clears && step % STEPS_TO_CLEAR == 0) {
                backend.administration().clear(PASSING);
                most = Math.max(most, folder.bytes() / (LIVE_TIMES * live * RECORD_BYTES + BYTES_MORE));
            }
            next += pauseNanos;
            TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
        }
        return most;
    }

    /** The most of the bound that the disk had in use, of each round. */
    List<Sample> mostDisk() {
        return mostDisk;
    }

    /** What the directory has now. */
    double mebibytes() throws Exception {
        return folder.bytes() / MEBIBYTE;
    }

    /** What all messages together took that were ever stored. */
    double stored() {
        return stored * RECORD_BYTES / MEBIBYTE;
    }
}
