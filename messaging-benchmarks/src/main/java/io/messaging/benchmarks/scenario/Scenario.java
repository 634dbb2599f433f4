package io.messaging.benchmarks.scenario;

/** One comparison. Thread-safe: it holds no state; {@link #run} is called by one thread at a time. */
public interface Scenario {
    /** The name on the command line. */
    String name();

    /** What it answers, in a line. */
    String title();

    /** Measures; everything that it started has ended when it returns. */
    ScenarioResult run(Effort effort) throws Exception;
}
