package io.messaging.benchmarks.scenario.server;

import io.messaging.backend.MessagingBackend;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.peer.Brokers;
import io.messaging.benchmarks.peer.EmbeddedBroker;
import io.messaging.benchmarks.process.Server;
import io.messaging.benchmarks.scenario.Curve;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Fill;
import io.messaging.benchmarks.scenario.Resources;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.message.GemstoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** What it costs to ask a topic for what is new, by how much it holds already. */
public final class TailRead {
    private static final List<Integer> TOPIC_SIZES = List.of(1_000, 10_000, 100_000, 1_000_000);
    private static final int NEW_MESSAGES = 5;
    private static final double BAR = 2;

    /** A read at the end of a topic. */
    private enum Read {
        SINCE {
            @Override
            int run(MessagingBackend backend, String topic, GemstoneId last) {
                return backend.getMessagesForTopicSince(topic, last).size();
            }
        },
        NEXT {
            @Override
            int run(MessagingBackend backend, String topic, GemstoneId last) {
                return backend.getNextMessageForTopicSince(topic, last).isPresent() ? NEW_MESSAGES : 0;
            }
        };

        abstract int run(MessagingBackend backend, String topic, GemstoneId last);
    }

    private TailRead() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        result.note("Each call asks from the sixth newest message on: since answers " + NEW_MESSAGES
                + " messages, next one.");
        try (Resources resources = new Resources()) {
            MessagingBackend memory = resources.add(
                    InMemoryMessagingBackend.open("bench-tail-read", InMemoryMessagingBackend.Delivery.DIRECT));
            Server server = resources.add(Brokers.EMBEDDED.start());
            MessagingBackend socket = resources.add(EmbeddedBroker.open(server.port()));
            measure("in memory", memory, effort.scaled(20_000), effort, result);
            measure("over the socket", socket, effort.scaled(2_000), effort, result);
        }
    }

    private static void measure(String place, MessagingBackend backend, int calls, Effort effort, ScenarioResult result)
            throws Exception {
        PayloadSource payloads = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES);
        List<Integer> sizes = TOPIC_SIZES.stream().map(effort::scaled).toList();
        List<GemstoneId> last = new ArrayList<>();
        for (int size : sizes) {
            last.add(Fill.topic(new BackendClient(backend, topic(size)), payloads, size, NEW_MESSAGES));
        }
        List<Curve.Line> lines = new ArrayList<>();
        for (Read read : Read.values()) {
            List<Contender> contenders = IntStream.range(0, sizes.size())
                    .mapToObj(i -> contender(read, backend, sizes.get(i), last.get(i), calls, effort))
                    .toList();
            String what = read.name().toLowerCase(Locale.ROOT);
            List<Series> series = result.group(what + " " + place, effort.compare(Unit.MICROSECONDS, contenders));
            Series smallest = series.get(0);
            Series greatest = series.get(series.size() - 1);
            lines.add(new Curve.Line(
                    what,
                    IntStream.range(0, sizes.size())
                            .mapToObj(i -> new Curve.Point(
                                    sizes.get(i), series.get(i).spread().median()))
                            .toList()));
            result.verdict(Verdict.ofRatio(
                    what + " " + place + ": " + greatest.contender() + " / " + smallest.contender(),
                    greatest,
                    smallest,
                    Bar.atMost(BAR)));
        }
        result.curve(
                new Curve("Reads at the end of a topic, " + place, "messages in the topic", Unit.MICROSECONDS, lines));
    }

    private static String topic(int size) {
        return "bench-tail-" + size;
    }

    private static Contender contender(
            Read read, MessagingBackend backend, int size, GemstoneId last, int calls, Effort effort) {
        List<GemstoneId> inputs = Collections.nCopies(calls, last);
        return effort.contender(
                String.format(Locale.ROOT, "topic of %,d", size),
                () -> OperationTimer.each(inputs, id -> read(read, backend, topic(size), id)));
    }

    private static void read(Read read, MessagingBackend backend, String topic, GemstoneId last) {
        int found = read.run(backend, topic, last);
        if (found != NEW_MESSAGES) {
            throw new IllegalStateException(read + " found " + found + " of " + NEW_MESSAGES + " messages in " + topic);
        }
    }
}
