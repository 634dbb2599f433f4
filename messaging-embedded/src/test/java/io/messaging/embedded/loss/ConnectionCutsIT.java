package io.messaging.embedded.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.TcpProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Connections are cut at random moments while several clients store and several subscribe. How often is said by {@code
 * messaging.cuts}, 40 unless told otherwise.
 */
@Timeout(600)
class ConnectionCutsIT {
    private static final int CUTS = Integer.getInteger("messaging.cuts", 40);
    private static final long SEED = Long.getLong("messaging.seed", System.nanoTime());
    private static final int WRITERS = 4;
    private static final int SUBSCRIBERS = 3;
    private static final int MOST_PAYLOAD_CHARS = 20_000;

    private final AtomicInteger cuts = new AtomicInteger();
    private final AtomicInteger stored = new AtomicInteger();

    private Message message(GemstoneGenerator ids, int writer, int number, Random random) {
        int chars = 1 << random.nextInt(15);
        return Message.builder(ids)
                .payload(Map.of(
                        "writer", writer, "number", number, "text", "x".repeat(Math.min(MOST_PAYLOAD_CHARS, chars))))
                .build();
    }

    /** Stores until the last cut, in turn one at a time and several at once. */
    private int write(EmbeddedMessagingBackend backend, int writer) {
        Random random = new Random(SEED + writer);
        GemstoneGenerator ids = new GemstoneGenerator(10 + writer);
        int number = 0;
        while (cuts.get() < CUTS) {
            backend.storeMessage("n", "t", message(ids, writer, number++, random));
            stored.incrementAndGet();
            List<CompletableFuture<Void>> several = new ArrayList<>();
            for (int i = random.nextInt(20); i > 0; i--) {
                several.add(backend.storeMessageAsync("n", "t", message(ids, writer, number++, random)));
            }
            several.forEach(store -> store.thenRun(stored::incrementAndGet).join());
        }
        return number;
    }

    private static List<Integer> of(int writer, Iterable<int[]> received) {
        List<Integer> numbers = new ArrayList<>();
        for (int[] one : received) {
            if (one[0] == writer) {
                numbers.add(one[1]);
            }
        }
        return numbers;
    }

    private static int[] origin(Message message) {
        Map<String, Object> payload = message.payload();
        return new int[] {((Number) payload.get("writer")).intValue(), ((Number) payload.get("number")).intValue()};
    }

    @Test
    void nothingIsLostOrRepeatedAndEachWritersOrderIsKept() throws IOException {
        System.out.println("seed " + SEED);
        Random random = new Random(SEED);
        List<EmbeddedMessagingBackend> backends = new ArrayList<>();
        List<Queue<int[]>> received = new ArrayList<>();
        try (EmbeddedServer server = EmbeddedServer.start();
                TcpProxy proxy = new TcpProxy(server.port())) {
            try {
                for (int i = 0; i < SUBSCRIBERS; i++) {
                    Queue<int[]> got = new ConcurrentLinkedQueue<>();
                    received.add(got);
                    backends.add(Backends.socket(proxy.port()));
                    backends.get(i).subscribe("t", message -> got.add(origin(message)));
                }
                List<CompletableFuture<Integer>> writers = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    int writer = i;
                    EmbeddedMessagingBackend backend = Backends.socket(proxy.port());
                    backends.add(backend);
                    writers.add(CompletableFuture.supplyAsync(
                            () -> write(backend, writer), task -> new Thread(task, "writer-" + writer).start()));
                }
                while (cuts.get() < CUTS) {
                    int enough = stored.get() + random.nextInt(100);
                    Await.until(() -> "nothing is stored any more", () -> stored.get() >= enough);
                    cut(proxy, random);
                    cuts.incrementAndGet();
                }
                List<Integer> counts =
                        writers.stream().map(CompletableFuture::join).toList();
                int all = counts.stream().mapToInt(Integer::intValue).sum();
                System.out.println(all + " messages, " + CUTS + " cuts, " + SUBSCRIBERS + " subscribers");
                check(counts, received, server, all);
            } finally {
                backends.forEach(EmbeddedMessagingBackend::close);
            }
        }
    }

    private static void cut(TcpProxy proxy, Random random) {
        switch (random.nextInt(3)) {
            case 0 -> proxy.cut();
            case 1 -> proxy.cutAfterBytesToServer(random.nextInt(100_000));
            default -> proxy.cutAfterBytesToClient(random.nextInt(100_000));
        }
    }

    private static void check(List<Integer> counts, List<Queue<int[]>> received, EmbeddedServer server, int all) {
        assertEquals(all, Backends.count(server, "messages"), "stored, seed " + SEED);
        for (Queue<int[]> got : received) {
            Await.until(() -> got.size() + " of " + all + " came, seed " + SEED, () -> got.size() >= all);
            for (int writer = 0; writer < WRITERS; writer++) {
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < counts.get(writer); i++) {
                    expected.add(i);
                }
                assertEquals(expected, of(writer, got), "writer " + writer + ", seed " + SEED);
            }
            assertEquals(all, got.size(), "seed " + SEED);
        }
    }
}
