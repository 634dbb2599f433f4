package io.messaging.selftest;

import io.messaging.selftest.SelfTest.Verdict;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;

/** The table of rules and mutants, as text. */
final class MutantTable {
    private MutantTable() {}

    static String of(List<Mutant> mutants, Map<String, Verdict> verdicts) {
        StringBuilder text = new StringBuilder("Rule     Faulty backend, and whether the kit finds it\n");
        long rules = 0;
        for (String rule : SelfTest.rules()) {
            List<Mutant> ofRule = mutants.stream()
                    .filter(mutant -> mutant.rule().equals(rule))
                    .toList();
            rules += ofRule.isEmpty() ? 0 : 1;
            String label = rule;
            for (Mutant mutant : ofRule) {
                text.append(String.format("%-8s %s%n", label, line(mutant, verdicts.get(mutant.id()))));
                label = "";
            }
            if (ofRule.isEmpty()) {
                text.append(String.format("%-8s (none)%n", rule));
            }
        }
        long found = mutants.stream()
                .filter(mutant -> verdicts.get(mutant.id()).failures().containsKey(mutant.rule()))
                .count();
        return text.append(rules + " of " + SelfTest.rules().size() + " rules have a faulty backend; " + found + " of "
                        + mutants.size() + " faulty backends are found by their rule")
                .toString();
    }

    private static String line(Mutant mutant, Verdict verdict) {
        String found = verdict.failures().containsKey(mutant.rule()) ? "found     " : "NOT FOUND ";
        String others = mutant.alsoBreaks().isEmpty()
                ? ""
                : "  [also "
                        + String.join(" ", mutant.alsoBreaks().stream().sorted().toList()) + "]";
        return found + mutant + others;
    }
}
