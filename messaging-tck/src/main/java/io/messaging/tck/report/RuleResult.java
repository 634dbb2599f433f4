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
     * Tells what the tests say, whatever is waived. A rule holds when none of its tests failed, none wanted an optional
     * method that is missing, and at least one passed.
     *
     * @return any but {@link Outcome#WAIVED}
     */
    public Outcome measured() {
        if (any(Outcome.FAILED)) {
            return Outcome.FAILED;
        }
        boolean wantsHook = skips().anyMatch(skip -> skip.kind() == SkipReason.Kind.HOOK);
        if (any(Outcome.PASSED) && !wantsHook) {
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
     * Tells in a line what is to be said besides the outcome.
     *
     * @return empty for a rule that passed with all its tests that apply
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
     * Gives the time that the tests took.
     *
     * @return their sum
     */
    public Duration duration() {
        return tests.stream().map(TestResult::duration).reduce(Duration.ZERO, Duration::plus);
    }
}
