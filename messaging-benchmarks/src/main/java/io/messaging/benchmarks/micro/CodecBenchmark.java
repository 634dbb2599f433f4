package io.messaging.benchmarks.micro;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages from and to JSON. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    /** The size of the message's JSON. */
    @Param({"400", "16384"})
    private int bytes;

    private Payload payload;
    private String text;
    private Map<String, Object> content;

    /** Creates the message. */
    @Setup
    public void prepare() {
        payload = new PayloadSource(new GemstoneGenerator(1), bytes).next();
        text = payload.message().toJson();
        content = payload.message().payload();
    }

    /** What a server does with what it is sent: check it, find its id. */
    @Benchmark
    public Message fromJsonBytes() {
        return Message.fromJson(payload.json());
    }

    /** The same from a string. */
    @Benchmark
    public Message fromJsonString() {
        return Message.fromJson(text);
    }

    /** Reading and looking into the content. */
    @Benchmark
    public Map<String, Object> fromJsonAndPayload() {
        return Message.fromJson(payload.json()).payload();
    }

    /** The JSON of a message that was read. */
    @Benchmark
    public String toJson() {
        return payload.message().toJson();
    }

    /** A new message, and its JSON. */
    @Benchmark
    public byte[] buildAndWrite() {
        return Message.builder(payload.id())
                .sender("bench-agent")
                .topic("bench")
                .payload(content)
                .build()
                .toJsonBytes();
    }
}
