package io.messaging.benchmarks.scenario.disk;

import io.messaging.benchmarks.measure.Latencies;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.peer.StoreClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that store one message after the other, each with its client. Used by one thread. */
final class Storers implements AutoCloseable {
    private final List<StoreClient> clients;
    private final ExecutorService threads;

    Storers(List<StoreClient> clients) {
        this.clients = List.copyOf(clients);
        this.threads = Executors.newFixedThreadPool(clients.size());
    }

    /** Stores all, each thread its share; the figure is stores per second, with the times of all. */
    Sample store(List<Payload> payloads) throws Exception {
        List<Callable<Sample>> shares = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < clients.size(); i++) {
            int to = (int) ((long) payloads.size() * (i + 1) / clients.size());
            List<Payload> share = payloads.subList(from, to);
            StoreClient client = clients.get(i);
            if (!share.isEmpty()) {
                shares.add(() -> OperationTimer.each(share, client::store));
            }
            from = to;
        }
        long start = System.nanoTime();
        List<Latencies> latencies = new ArrayList<>();
        for (Future<Sample> share : threads.invokeAll(shares)) {
            latencies.add(share.get().latencies());
        }
        double rate = payloads.size() * 1e9 / (System.nanoTime() - start);
        return new Sample(rate, Latencies.merged(latencies));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
