package io.messaging.selftest;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.messaging.selftest.SelfTest.Verdict;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Tests the kit: it passes the correct backend, and on each mutant exactly the expected rules fail, with a message that
 * names the fault. {@link MutantsTest} runs the mutants of every build with their own rule and some of the quick ones
 * of the others, {@link MutantPairsTest} with more of these, {@link AllMutantsTest} all mutants with all rules. {@code -Dselftest.rules} is a pattern of the rules whose
 * mutants to run, and {@code -Dselftest.threads} how many run at once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MutantRules {
    /** Rules that no mutant breaks, and why. */
    private static final Map<String, String> WITHOUT_MUTANT = Map.of();

    private static final Pattern RULES = Pattern.compile(System.getProperty("selftest.rules", ".*"));

    private final SelfTest.Extent extent;
    private final List<Mutant> mutants;
    private Map<String, Verdict> verdicts;

    MutantRules(List<Mutant> mutants, SelfTest.Extent extent) {
        this.extent = extent;
        this.mutants = mutants.stream()
                .filter(mutant -> RULES.matcher(mutant.rule()).matches())
                .toList();
    }

    @BeforeAll
    void runTheKit() throws Exception {
        // Mostly they wait: a run of all takes less than half a processor.
        int threads =
                Integer.getInteger("selftest.threads", 5 * Runtime.getRuntime().availableProcessors());
        verdicts = new SelfTest(mutants, threads, extent).run();
    }

    @AfterAll
    void printTheTable() {
        System.out.println(MutantTable.of(mutants, verdicts));
    }

    @Test
    void theCorrectBackendPassesEveryRule() {
        Verdict verdict = verdicts.get(Controls.CORRECT);
        assertEquals(Map.of(), verdict.failures(), () -> "seeds " + verdict.seeds());
        Set<String> skipped =
                verdict.skipped().stream().map(text -> text.split(" ")[0]).collect(Collectors.toSet());
        assertEquals(Set.of("CON-04", "DUR-09", "SHR-07"), skipped, "only another process is out of its reach");
    }

    @Test
    void everyRuleHasAMutant() {
        Set<String> missing = new TreeSet<>(SelfTest.rules());
        missing.removeIf(rule -> !RULES.matcher(rule).matches());
        mutants.forEach(mutant -> missing.remove(mutant.rule()));
        assertEquals(WITHOUT_MUTANT.keySet(), missing, "the rules that no mutant breaks, and those that say why");
    }

    @Test
    void whatAMutantBreaksBesidesItsRuleHasAReason() {
        for (Mutant mutant : mutants) {
            boolean alone = mutant.alsoBreaks().isEmpty() && mutant.mayBreak().isEmpty();
            assertEquals(alone, mutant.because().isEmpty(), mutant::toString);
            assertTrue(SelfTest.rules().containsAll(mutant.breaks(mutant.mayBreak())), mutant::toString);
        }
    }

    @TestFactory
    Stream<DynamicTest> whatIsUnusualAndRightPassesEveryRule() {
        return Controls.all().keySet().stream()
                .filter(verdicts::containsKey)
                .map(control -> dynamicTest(control, () -> {
                    Verdict verdict = verdicts.get(control);
                    assertEquals(Map.of(), verdict.failures(), () -> "seeds " + verdict.seeds());
                }));
    }

    @TestFactory
    Stream<DynamicTest> exactlyTheIntendedRulesFail() {
        return mutants.stream().map(mutant -> dynamicTest(mutant.toString(), () -> verify(mutant)));
    }

    private void verify(Mutant mutant) {
        Verdict verdict = verdicts.get(mutant.id());
        Map<String, String> failures = new TreeMap<>(verdict.failures());
        String all = failures.values().stream().map(MutantRules::shortened).collect(Collectors.joining("\n"));
        assertAll(
                "seeds " + verdict.seeds(),
                () -> assertEquals(
                        new TreeSet<>(mutant.breaks(failures.keySet())),
                        new TreeSet<>(failures.keySet()),
                        () -> "the rules that fail; what they say:\n" + all),
                () -> assertTrue(
                        failures.getOrDefault(mutant.rule(), "").contains(mutant.telling()),
                        () -> "the failure says '" + mutant.telling() + "'; it says:\n" + failures.get(mutant.rule())));
    }

    private static String shortened(String message) {
        return message.length() <= 2_000 ? message : message.substring(0, 2_000) + "...";
    }
}
