package io.messaging.benchmarks.micro;

import io.messaging.benchmarks.payload.Payload;
import io.messaging.benchmarks.payload.PayloadSource;
import io.messaging.embedded.protocol.CommandArguments;
import io.messaging.embedded.protocol.LineDecoder;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.message.GemstoneGenerator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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

/** What the server does with a line before it stores anything. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProtocolBenchmark {
    private static final int MAX_LINE_BYTES = 1 << 20;

    /** The size of the message's JSON. */
    @Param({"400", "16384"})
    private int bytes;

    private final LineDecoder decoder = new LineDecoder(MAX_LINE_BYTES);
    private final Words words = new Words();
    private ByteBuffer received;

    /** Creates the line. */
    @Setup
    public void prepare() {
        Payload payload = new PayloadSource(new GemstoneGenerator(1), bytes).next();
        String line = "STORE_MESSAGE bench bench JSON:" + Base64.getEncoder().encodeToString(payload.json()) + "\r\n";
        received = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    }

    /** Finding the line. */
    @Benchmark
    public LineDecoder.Found line() {
        decoder.append(received.duplicate());
        return decoder.next();
    }

    /** Finding the line and its words. */
    @Benchmark
    public int lineAndWords() {
        decoder.append(received.duplicate());
        decoder.next();
        return words.split(decoder.buffer(), decoder.lineStart(), decoder.lineEnd())
                .count();
    }

    /** All the way to the arguments of a store. */
    @Benchmark
    public int command() throws ProtocolException {
        lineAndWords();
        return words.command().length()
                + CommandArguments.namespace(words, 1).length()
                + CommandArguments.topic(words, 2).length()
                + CommandArguments.message(words, 3).jsonLength();
    }
}
