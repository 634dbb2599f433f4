package io.messaging.tck.report;

import java.time.Duration;
import java.util.Optional;

/**
 * The result of one test. Immutable.
 *
 * @param name what the test is about
 * @param outcome its outcome
 * @param duration how long it took
 * @param skip why it did not run to completion
 * @param failure how it failed
 */
public record TestResult(
        String name, Outcome outcome, Duration duration, Optional<SkipReason> skip, Optional<FailureDetail> failure) {
    /**
     * Returns the result of a test that passed.
     *
     * @param name what the test is about
     * @param duration how long it took
     * @return the result
     */
    public static TestResult passed(String name, Duration duration) {
        return new TestResult(name, Outcome.PASSED, duration, Optional.empty(), Optional.empty());
    }

    /**
     * Returns the result of a test that did not run to completion.
     *
     * @param name what the test is about
     * @param duration how long it took
     * @param reason why
     * @return the result
     */
    public static TestResult skipped(String name, Duration duration, SkipReason reason) {
        return new TestResult(name, reason.outcome(), duration, Optional.of(reason), Optional.empty());
    }

    /**
     * Returns the result of a test that failed.
     *
     * @param name what the test is about
     * @param duration how long it took
     * @param detail how
     * @return the result
     */
    public static TestResult failed(String name, Duration duration, FailureDetail detail) {
        return new TestResult(name, Outcome.FAILED, duration, Optional.empty(), Optional.of(detail));
    }
}
