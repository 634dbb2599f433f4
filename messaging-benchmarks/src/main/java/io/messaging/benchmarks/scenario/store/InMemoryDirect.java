package io.messaging.benchmarks.scenario.store;

import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.ScenarioResult;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The in-memory backend with direct delivery beside the least that could keep and deliver a message. */
public final class InMemoryDirect {
    private static final String TOPIC = "bench-direct";
    private static final double BAR = 5;

    private InMemoryDirect() {}

    /** Measures. */
    public static void run(Effort effort, ScenarioResult result) throws Exception {
        List<Message> messages = PayloadSource.ofBytes(PayloadSource.SMALL_BYTES).take(effort.scaled(100_000)).stream()
                .map(Payload::message)
                .toList();
        result.note("Each round stores " + messages.size() + " messages into an empty backend; the figure is the mean, "
                + "growth and garbage collection included.");
        List<Series> series = result.group(
                "Store and delivery to a handler, " + PayloadSource.SMALL_BYTES + " B",
                effort.compare(
                        Unit.NANOSECONDS,
                        List.of(
                                effort.contender("in-memory", () -> backend(messages)),
                                effort.contender("bare map", () -> bareMap(messages)))));
        result.verdict(Verdict.ofRatio(
                "in-memory store + delivery / bare map", series.get(0), series.get(1), Bar.atMost(BAR)));
    }

    private static Sample backend(List<Message> messages) throws Exception {
        LongAdder delivered = new LongAdder();
        try (InMemoryMessagingBackend backend =
                InMemoryMessagingBackend.open("bench-direct", InMemoryMessagingBackend.Delivery.DIRECT)) {
            backend.subscribe(TOPIC, message -> delivered.increment());
            return time(messages, delivered, message -> backend.storeMessage(BackendClient.NAMESPACE, TOPIC, message));
        }
    }

    private static Sample bareMap(List<Message> messages) throws Exception {
        LongAdder delivered = new LongAdder();
        BareMap bareMap = new BareMap(message -> delivered.increment());
        return time(messages, delivered, bareMap::store);
    }

    private static Sample time(List<Message> messages, LongAdder delivered, OperationTimer.Operation<Message> store)
            throws Exception {
        long start = System.nanoTime();
        for (Message message : messages) {
            store.run(message);
        }
        long elapsed = System.nanoTime() - start;
        if (delivered.sum() != messages.size()) {
            throw new IllegalStateException(
                    delivered.sum() + " of " + messages.size() + " messages were delivered, so the figure is void");
        }
        return Sample.ofValue((double) elapsed / messages.size());
    }
}
