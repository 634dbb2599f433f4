package io.messaging.tck.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How the kit was run. Immutable.
 *
 * @param started the start time
 * @param duration how long it took
 * @param seed the random seed; the same seed gives the same order and data
 * @param timeoutFactor the factor of all timeouts
 * @param rulePatterns the rules that were selected; empty for all
 * @param java the version of the Java that ran it
 * @param system the operating system and the number of processors
 */
public record RunDetails(
        Instant started,
        Duration duration,
        long seed,
        double timeoutFactor,
        List<String> rulePatterns,
        String java,
        String system) {
    /**
     * Copies the patterns.
     *
     * @param started the start time
     * @param duration how long it took
     * @param seed the seed
     * @param timeoutFactor the factor
     * @param rulePatterns the patterns
     * @param java the version
     * @param system the system
     */
    public RunDetails {
        rulePatterns = List.copyOf(rulePatterns);
    }
}
