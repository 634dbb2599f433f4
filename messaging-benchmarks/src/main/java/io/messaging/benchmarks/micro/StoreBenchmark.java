package io.messaging.benchmarks.micro;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.benchmarks.peer.BackendClient;
import io.messaging.benchmarks.scenario.store.BareMap;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Storing and delivering in memory, beside the least that could do it; each invocation starts with nothing stored. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 40)
@Measurement(iterations = 60)
public class StoreBenchmark {
    private static final int MESSAGES = 50_000;
    private static final String TOPIC = "bench-micro";

    private List<Message> messages;
    private InMemoryMessagingBackend backend;

    /** Creates the messages, which every invocation stores again. */
    @Setup
    public void prepare() {
        messages = new PayloadSource(new GemstoneGenerator(1), 400)
                .take(MESSAGES).stream().map(Payload::message).toList();
    }

    /** Opens an empty backend. */
    @Setup(Level.Invocation)
    public void open() {
        backend = InMemoryMessagingBackend.open(TOPIC, InMemoryMessagingBackend.Delivery.DIRECT);
    }

    /** Closes it. */
    @TearDown(Level.Invocation)
    public void close() {
        backend.close();
    }

    /** Storing alone. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void store() {
        for (Message message : messages) {
            backend.storeMessage(BackendClient.NAMESPACE, TOPIC, message);
        }
    }

    /** Storing, and direct delivery to a handler. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void storeAndDeliver(Blackhole blackhole) {
        backend.subscribe(TOPIC, blackhole::consume);
        store();
    }

    /** A hash map, a list, a lock and a call. */
    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public void bareMap(Blackhole blackhole) throws Exception {
        BareMap bareMap = new BareMap(blackhole::consume);
        for (Message message : messages) {
            bareMap.store(message);
        }
    }
}
