package io.messaging.benchmarks.scenario;

import io.messaging.backend.MessageHandler;
import io.messaging.benchmarks.measure.Bar;
import io.messaging.benchmarks.measure.Contender;
import io.messaging.benchmarks.measure.OperationTimer;
import io.messaging.benchmarks.measure.Sample;
import io.messaging.benchmarks.measure.Series;
import io.messaging.benchmarks.measure.Unit;
import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The in-memory backend with direct delivery beside the least that could keep and deliver a message. */
final class InMemoryDirect implements Scenario {
    private static final String TOPIC = "bench-direct";
    private static final double BAR = 5;

    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public String title() {
        return "In-memory store and direct delivery beside a hash map, a list, a lock and a call";
    }

    @Override
    public ScenarioResult run(Effort effort) throws Exception {
        List<Message> messages = Payloads.ofBytes(Payloads.SMALL_BYTES).take(effort.scaled(100_000)).stream()
                .map(Payload::message)
                .toList();
        List<Series> series = effort.interleaving()
                .run(
                        Unit.NANOSECONDS,
                        List.of(
                                Contender.of("in-memory", effort.warmUpRounds(), () -> backend(messages)),
                                Contender.of("bare map", effort.warmUpRounds(), () -> bareMap(messages))));
        return ScenarioResult.of(this)
                .note("Each round stores " + messages.size() + " messages into an empty backend; the figure is the "
                        + "mean, growth and garbage collection included.")
                .group(new SeriesGroup("Store and delivery to a handler, " + Payloads.SMALL_BYTES + " B", series))
                .verdict(Verdict.ofRatio(
                        "in-memory store + delivery / bare map", series.get(0), series.get(1), Bar.atMost(BAR)))
                .build();
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
        MessageHandler handler = message -> delivered.increment();
        BareMap bareMap = new BareMap(handler);
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
            throw new IllegalStateException(delivered.sum() + " of " + messages.size()
                    + " messages were delivered, so the figure means nothing");
        }
        return Sample.ofValue((double) elapsed / messages.size());
    }
}
