package io.messaging.tck.report;

import java.time.LocalDate;
import java.util.List;

/**
 * The results of one run of the kit. Immutable.
 *
 * @param backend what was tested
 * @param run how it was run
 * @param rules the results, in the order of the specification
 * @param waivers all waivers, including those of rules that were not run
 * @param verdict whether the backend passed
 */
public record TckReport(
        TestedBackend backend, RunDetails run, List<RuleResult> rules, List<Waiver> waivers, Verdict verdict) {
    /**
     * Copies the lists.
     *
     * @param backend what was tested
     * @param run how it was run
     * @param rules the results
     * @param waivers the waivers
     * @param verdict whether the backend passed
     */
    public TckReport {
        rules = List.copyOf(rules);
        waivers = List.copyOf(waivers);
    }

    /**
     * Creates a report from results. An expired waiver excuses nothing and is itself a problem.
     *
     * @param backend what was tested
     * @param run how it was run
     * @param rules the results, without waivers
     * @param waivers the waivers to apply
     * @param today decides which waivers are expired
     * @return the report
     */
    public static TckReport judge(
            TestedBackend backend, RunDetails run, List<RuleResult> rules, Waivers waivers, LocalDate today) {
        List<RuleResult> waived = rules.stream()
                .map(result -> new RuleResult(
                        result.rule(),
                        result.tests(),
                        waivers.of(result.rule().id()).filter(waiver -> !waiver.isExpiredOn(today))))
                .toList();
        return new TckReport(backend, run, waived, waivers.all(), Verdict.of(waived, waivers, today));
    }

    /**
     * Returns the number of rules with an outcome.
     *
     * @param outcome an outcome
     * @return the number of rules
     */
    public int count(Outcome outcome) {
        return (int) rules.stream().filter(rule -> rule.outcome() == outcome).count();
    }
}
