package io.messaging.benchmarks.micro;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Ids. A millisecond has 4,096 numbers, so 244 ns for each is what the format itself allows; the stepping clock shows
 * what the generator needs when that does not hold it back.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GeneratorBenchmark {
    private final GemstoneGenerator onSystemClock = new GemstoneGenerator(1);
    private final GemstoneGenerator onSteppingClock = new GemstoneGenerator(1, new SteppingClock());

    /** One thread, the system's clock. */
    @Benchmark
    public GemstoneId systemClock() {
        return onSystemClock.next();
    }

    /** One thread, a clock that is never the limit. */
    @Benchmark
    public GemstoneId steppingClock() {
        return onSteppingClock.next();
    }

    /** Two threads that share a generator. */
    @Benchmark
    @Threads(2)
    public GemstoneId steppingClockShared() {
        return onSteppingClock.next();
    }
}
