package io.messaging.tck.run;

import io.messaging.tck.report.TestResult;
import io.messaging.tck.spec.RuleDescription;

/** Hears of a run while it goes on. Called by one thread at a time. */
public interface TckProgress {
    /**
     * The run begins.
     *
     * @param tests how many tests it has
     */
    void runStarted(int tests);

    /**
     * A test begins.
     *
     * @param rule the rule it checks
     * @param test what it is about
     */
    void testStarted(RuleDescription rule, String test);

    /**
     * A test has ended, or was skipped.
     *
     * @param rule the rule it checked
     * @param result what became of it
     */
    void testFinished(RuleDescription rule, TestResult result);
}
