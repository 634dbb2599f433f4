package io.messaging.tck.report;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of a rule. Immutable.
 *
 * @param rule the rule
 * @param tests its tests, at least one
 * @param waiver that it may fail for now
 */
public record RuleResult(RuleInfo rule, List<TestResult> tests, Optional<Waiver> waiver) {
    /** From what decides the outcome to what does not count beside anything else. */
    private static final List<Outcome> BY_WEIGHT =
            List.of(Outcome.FAILED, Outcome.NOT_CHECKED, Outcome.PASSED, Outcome.SKIPPED);

    /**
     * Copies the tests.
     *
     * @param rule the rule
     * @param tests its tests
     * @param waiver that it may fail for now
     */
    public RuleResult {
        tests = List.copyOf(tests);
    }

    /**
     * Tells what the tests say, whatever is waived. A rule holds when none of its tests failed, none was left
     * unchecked and at least one applied.
     *
     * @return any but {@link Outcome#WAIVED}
     */
    public Outcome measured() {
        return BY_WEIGHT.stream()
                .filter(outcome -> tests.stream().anyMatch(test -> test.outcome() == outcome))
                .findFirst()
                .orElse(Outcome.NOT_CHECKED);
    }

    /**
     * Tells what counts.
     *
     * @return as {@link #measured}, but {@link Outcome#WAIVED} where a waiver excuses a rule that applies
     */
    public Outcome outcome() {
        Outcome measured = measured();
        boolean excused = measured == Outcome.FAILED || measured == Outcome.NOT_CHECKED;
        return excused && waiver.isPresent() ? Outcome.WAIVED : measured;
    }

    /**
     * Tells in a line why the rule did not simply pass.
     *
     * @return empty for a rule that passed
     */
    public String note() {
        if (outcome() == Outcome.WAIVED) {
            return "until " + waiver.orElseThrow().lastDay() + ": "
                    + waiver.orElseThrow().reason();
        }
        return switch (measured()) {
            case FAILED -> firstFailure();
            case NOT_CHECKED, SKIPPED -> skipReasons();
            default -> "";
        };
    }

    private String firstFailure() {
        List<TestResult> failed =
                tests.stream().filter(test -> test.failure().isPresent()).toList();
        String first = failed.stream()
                .findFirst()
                .flatMap(TestResult::failure)
                .map(failure -> Stream.of(failure.expectation(), failure.observation())
                        .filter(text -> !text.isEmpty())
                        .map(text -> text.lines().findFirst().orElse(""))
                        .collect(Collectors.joining("; seen: ")))
                .orElse("");
        return failed.size() < 2 ? first : first + " (and " + (failed.size() - 1) + " more of its tests)";
    }

    private String skipReasons() {
        return tests.stream()
                .filter(test -> test.outcome() == measured())
                .flatMap(test -> test.skip().stream())
                .map(SkipReason::text)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /**
     * Gives the time that the tests took.
     *
     * @return their sum
     */
    public Duration duration() {
        return tests.stream().map(TestResult::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
