package io.messaging.benchmarks.measure;

import java.time.Duration;

/** One of those that are measured side by side. Used by one thread. */
public interface Contender {
    /** What reports call it. */
    String name();

    /** Runs until the code is compiled and the buffers have their size. */
    void warmUp() throws Exception;

    /** Runs one round. */
    Sample round() throws Exception;

    /** A contender whose warming up is some rounds that do not count. */
    static Contender of(String name, int warmUpRounds, Measurement measurement) {
        return of(name, warmUpRounds, Duration.ZERO, measurement);
    }

    /** A contender that is warmed up for some rounds, and for some time: slow and fast code is compiled after as long. */
    static Contender of(String name, int warmUpRounds, Duration warmUpTime, Measurement measurement) {
        return new Contender() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void warmUp() throws Exception {
                long start = System.nanoTime();
                for (int i = 0; i < warmUpRounds || System.nanoTime() - start < warmUpTime.toNanos(); i++) {
                    measurement.run();
                }
            }

            @Override
            public Sample round() throws Exception {
                return measurement.run();
            }
        };
    }

    /** One round. */
    @FunctionalInterface
    interface Measurement {
        /** Measures. */
        Sample run() throws Exception;
    }
}
