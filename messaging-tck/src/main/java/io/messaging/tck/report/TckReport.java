package io.messaging.tck.report;

import java.time.LocalDate;
import java.util.List;

/**
 * Everything about one run of the kit. Immutable.
 *
 * @param backend what was tested
 * @param run how
 * @param rules the results, in the order of the specification
 * @param waivers all that were given, for rules that were not run too
 * @param verdict what comes of it
 */
public record TckReport(
        TestedBackend backend, RunDetails run, List<RuleResult> rules, List<Waiver> waivers, Verdict verdict) {
    /**
     * Copies the lists.
     *
     * @param backend what was tested
     * @param run how
     * @param rules the results
     * @param waivers the waivers
     * @param verdict what comes of it
     */
    public TckReport {
        rules = List.copyOf(rules);
        waivers = List.copyOf(waivers);
    }

    /**
     * Judges results. An expired waiver excuses nothing, and is a problem of its own.
     *
     * @param backend what was tested
     * @param run how
     * @param rules the results, waivers still left out
     * @param waivers rules that may fail for now
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
     * Counts rules.
     *
     * @param outcome an outcome
     * @return how many rules have it
     */
    public int count(Outcome outcome) {
        return (int) rules.stream().filter(rule -> rule.outcome() == outcome).count();
    }
}
