package io.messaging.tck.report;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a backend passed: every MUST that applies passed or is waived, and at least one rule was checked.
 * Immutable.
 *
 * @param ruleProblems one sentence for each kind of failing result
 * @param otherProblems one sentence for each other problem, such as an expired waiver
 */
public record Verdict(List<String> ruleProblems, List<String> otherProblems) {
    /**
     * Copies the problems.
     *
     * @param ruleProblems a sentence each
     * @param otherProblems a sentence each
     */
    public Verdict {
        ruleProblems = List.copyOf(ruleProblems);
        otherProblems = List.copyOf(otherProblems);
    }

    static Verdict of(List<RuleResult> rules, Waivers waivers, LocalDate today) {
        List<String> other = new ArrayList<>();
        if (rules.stream().allMatch(rule -> rule.measured() == Outcome.SKIPPED)) {
            other.add("no rule applied, so nothing was checked");
        }
        for (RuleResult rule : rules) {
            if (rule.waiver().isPresent() && rule.measured() == Outcome.PASSED) {
                other.add(rule.rule().id() + " is waived and passes: remove its waiver");
            }
        }
        for (Waiver waiver : waivers.all()) {
            if (waiver.isExpiredOn(today)) {
                other.add("the waiver of " + waiver.rule() + " has expired: its last day was " + waiver.lastDay());
            }
        }
        return new Verdict(
                Stream.of(
                                count(rules, Outcome.FAILED, " broken: "),
                                count(rules, Outcome.NOT_CHECKED, " not checked: "))
                        .flatMap(Optional::stream)
                        .toList(),
                other);
    }

    private static Optional<String> count(List<RuleResult> rules, Outcome outcome, String what) {
        List<String> ids = rules.stream()
                .filter(rule -> rule.rule().must() && rule.outcome() == outcome)
                .map(rule -> rule.rule().id())
                .toList();
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ids.size() + " MUST " + (ids.size() == 1 ? "rule" : "rules") + what + String.join(", ", ids));
    }

    /**
     * Returns whether the backend passed.
     *
     * @return true when there is no problem
     */
    public boolean passed() {
        return problems().isEmpty();
    }

    /**
     * Returns why the backend did not pass.
     *
     * @return all problems
     */
    public List<String> problems() {
        return Stream.concat(ruleProblems.stream(), otherProblems.stream()).toList();
    }
}
