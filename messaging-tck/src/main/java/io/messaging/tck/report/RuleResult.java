package io.messaging.tck.report;

import io.messaging.tck.spec.RuleDescription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The result of a rule. Immutable.
 *
 * @param rule the rule
 * @param tests its tests, at least one
 * @param waiver its waiver
 */
public record RuleResult(RuleDescription rule, List<TestResult> tests, Optional<Waiver> waiver) {
    /**
     * Copies the tests.
     *
     * @param rule the rule
     * @param tests its tests
     * @param waiver its waiver
     */
    public RuleResult {
        tests = List.copyOf(tests);
    }

    /**
     * Returns the outcome of the tests, ignoring waivers. A rule passes when none of its tests failed, none lacked an
     * optional method, and at least one passed.
     *
     * @return any but {@link Outcome#WAIVED}
     */
    public Outcome measured() {
        if (any(Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        boolean lacksHook = skips().anyMatch(skip -> skip.kind() == SkipReason.Kind.HOOK);
        if (any(Outcome.PASSED) && !lacksHook) {
            return Outcome.PASSED;
        }
        return any(Outcome.NOT_CHECKED) || tests.isEmpty() ? Outcome.NOT_CHECKED : Outcome.SKIPPED;
    }

    private boolean any(Outcome outcome) {
        return tests.stream().anyMatch(test -> test.outcome() == outcome);
    }

    private Stream<SkipReason> skips() {
        return tests.stream().flatMap(test -> test.skip().stream());
    }

    /**
     * Returns the outcome, with waivers applied.
     *
     * @return as {@link #measured}, but {@link Outcome#WAIVED} where a waiver excuses a rule that applies
     */
    public Outcome outcome() {
        Outcome measured = measured();
        boolean excused = measured == Outcome.FAILED || measured == Outcome.NOT_CHECKED;
        return excused && waiver.isPresent() ? Outcome.WAIVED : measured;
    }

    /**
     * Returns a one-line remark on the outcome.
     *
     * @return empty when all tests that apply have passed
     */
    public String note() {
        if (outcome() == Outcome.WAIVED) {
            return "until " + waiver.orElseThrow().lastDay() + ": "
                    + waiver.orElseThrow().reason();
        }
        return switch (measured()) {
            case FAILED -> firstFailure();
            case SKIPPED -> reasons(Outcome.SKIPPED);
            default -> reasons(Outcome.NOT_CHECKED);
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

    private String reasons(Outcome outcome) {
        return skips().filter(skip -> skip.outcome() == outcome)
                .map(SkipReason::text)
                .distinct()
                .collect(Collectors.joining("; "));
    }

    /**
     * Returns the total duration of the tests.
     *
     * @return their sum
     */
    public Duration duration() {
        return tests.stream().map(TestResult::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
