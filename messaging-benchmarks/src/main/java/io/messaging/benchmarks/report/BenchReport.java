package io.messaging.benchmarks.report;

import io.messaging.benchmarks.measure.Verdict;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * All that a run found. Immutable.
 *
 * @param time when it was finished
 * @param machine what it ran on, as names and values
 * @param effort how much was done for each figure
 * @param results one for each scenario
 */
public record BenchReport(Instant time, Map<String, String> machine, Effort effort, List<ScenarioResult> results) {
    /** Describes this machine and takes the results. */
    public static BenchReport of(Effort effort, List<ScenarioResult> results) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new BenchReport(now, Machine.describe(), effort, List.copyOf(results));
    }

    /** The verdicts of all scenarios. */
    public List<Verdict> verdicts() {
        return results.stream().flatMap(result -> result.verdicts().stream()).toList();
    }
}
