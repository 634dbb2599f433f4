package io.messaging.embedded.loss;

import io.messaging.backend.ConnectionChange;
import io.messaging.backend.ConnectionListener;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A process with several backends on one port, each of which subscribes to the topic {@code t}. Its requests:
 *
 * <ul>
 *   <li>{@code state}: the names of the servers that the backends see, and whether one is hosted here
 *   <li>{@code outage}: how long each backend's last loss took, in milliseconds
 *   <li>{@code store N}: stores N messages by each backend, and answers with their ids
 *   <li>{@code received}: for each backend, the ids of what it got, comma between, blank between backends
 * </ul>
 */
final class TakeOverClient {
    private final List<EmbeddedMessagingBackend> backends = new ArrayList<>();
    private final List<Queue<GemstoneId>> received = new ArrayList<>();
    private final List<Queue<Long>> outages = new ArrayList<>();
    private final GemstoneGenerator ids;
    private final int port;

    private TakeOverClient(int port, int count, int machine) {
        this.port = port;
        ids = new GemstoneGenerator(machine);
        for (int i = 0; i < count; i++) {
            EmbeddedMessagingBackend backend = Backends.autoStarting(port, i % 2 == 0);
            Queue<GemstoneId> got = new ConcurrentLinkedQueue<>();
            Queue<Long> outage = new ConcurrentLinkedQueue<>();
            backend.addConnectionListener(new Outages(outage));
            backend.subscribe("t", message -> got.add(message.id()));
            backends.add(backend);
            received.add(got);
            outages.add(outage);
        }
    }

    /** Called by one thread at a time. */
    private static final class Outages implements ConnectionListener {
        private final Queue<Long> millis;
        private long lostNanos;

        Outages(Queue<Long> millis) {
            this.millis = millis;
        }

        @Override
        public void onChange(ConnectionChange change) {
            if (change.kind() == ConnectionChange.Kind.LOST) {
                lostNanos = System.nanoTime();
            } else {
                millis.add((System.nanoTime() - lostNanos) / 1_000_000);
            }
        }
    }

    public static void main(String[] args) throws IOException {
        TakeOverClient client =
                new TakeOverClient(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        System.out.println("ready");
        try (BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String request = requests.readLine(); request != null; request = requests.readLine()) {
                System.out.println(client.answer(request.split(" ")));
            }
        }
        client.backends.forEach(EmbeddedMessagingBackend::close);
    }

    private String answer(String[] request) {
        return switch (request[0]) {
            case "state" -> state();
            case "outage" -> outages.stream().map(this::lastOf).collect(Collectors.joining(" "));
            case "store" -> store(Integer.parseInt(request[1]));
            case "received" ->
                received.stream()
                        .map(got -> got.stream().map(GemstoneId::toString).collect(Collectors.joining(",", "[", "]")))
                        .collect(Collectors.joining(" "));
            default -> throw new IllegalArgumentException(request[0]);
        };
    }

    private String lastOf(Queue<Long> outage) {
        return outage.stream().reduce(-1L, (before, last) -> last).toString();
    }

    private String state() {
        boolean hosts = Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("messaging-server-" + port));
        return backends.stream()
                .map(Backends::serverId)
                .distinct()
                .collect(Collectors.joining(" ", hosts ? "hosts " : "visits ", ""));
    }

    private String store(int count) {
        List<String> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            for (EmbeddedMessagingBackend backend : backends) {
                Message message =
                        Message.builder(ids).payload(Map.of("number", i)).build();
                backend.storeMessage("n", "t", message);
                stored.add(message.id().toString());
            }
        }
        return String.join(" ", stored);
    }
}
