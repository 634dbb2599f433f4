package io.messaging.benchmarks.scenario;

/**
 * One comparison. Immutable.
 *
 * @param name the name on the command line
 * @param title what it answers, in one line
 * @param measurement measures; everything that it started has ended when it returns
 */
public record Scenario(String name, String title, Measurement measurement) {
    /** What a scenario does, on one thread. */
    @FunctionalInterface
    public interface Measurement {
        /** Measures, and adds what it found to the result. */
        void run(Effort effort, ScenarioResult result) throws Exception;
    }

    /** Measures. */
    public ScenarioResult run(Effort effort) throws Exception {
        ScenarioResult result = new ScenarioResult(name, title);
        measurement.run(effort, result);
        return result;
    }
}
