package io.messaging.selftest;

import io.messaging.selftest.fault.Mutant;
import io.messaging.tck.TckTimeouts;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;

/**
 * Runs the kit on every mutant. First all rules but that about leaks, on several mutants at once: a mutant's own rule at
 * full volume, the others with a small share of their messages; which of those that it does not claim to break is the
 * {@link Extent}. Then the rule about leaks, which looks at the whole JVM, on one after the other of those that leak.
 */
final class SelfTest {
    private static final String LEAKS = "LIFE-03";
    private static final double SMALL = 0.005;

    /**
     * What a mutant loses is waited for in vain, so this is shorter than usual. On a busy machine it may be too short: a
     * rule that fails unexpectedly or for another reason, or does not fail, is tried again, with {@link #USUAL}.
     */
    private static final TckTimeouts SHORT = timeouts(Duration.ofSeconds(6), Duration.ofMillis(25));

    private static final TckTimeouts USUAL = timeouts(Duration.ofSeconds(60), Duration.ofMillis(25));

    /** What leaks is waited for alone, with nothing beside it. */
    private static final TckTimeouts SHORT_ALONE = timeouts(Duration.ofSeconds(3), Duration.ofMillis(25));

    /** Many mutants wait at once: each looks less often than usual. */
    private static TckTimeouts timeouts(Duration positiveWait, Duration negativeWait) {
        return new TckTimeouts(positiveWait, negativeWait, Duration.ofMillis(5));
    }

    /** Rules that wait for time to pass, look for races or move much, which costs seconds even with few messages. */
    private static final Set<String> SLOW = Set.of(
            "RD-21", "RD-24", "RD-25", "RD-26", "RD-28", "SUB-03", "SUB-05", "SUB-09", "SUB-12", "SUB-16", "SUB-21",
            "DUR-02", "DUR-05", "DUR-09", "CON-01", "CON-02", "CON-03", "CON-04", "LIFE-01", "LIFE-05", "LIFE-07",
            "LIFE-08", "PER-04");

    /** Which rules a mutant meets that it does not claim to break. Their number grows with the square of that of the rules. */
    enum Extent {
        /** A twelfth of {@link #PAIRS}, always the same. */
        BUILD,

        /**
         * The quick rules of its group; a representative also those of other groups, where both are among the first
         * rules, else a third of them.
         */
        PAIRS,

        /** All rules, with the slow ones and the unusual backends that are right. */
        ALL
    }

    private static final Pattern LATER_RULES =
            Pattern.compile("DUR-1[0-2]|INT-.*|LIFE-0[678]|PER-.*|RD-2[89]|SHR-.*|SUB-(1[6-9]|2.)");

    /** Store, read, subscribe and join as other rules do, so that they find most faults: for mutants of their own only. */
    private static final String RESTARTS = "PER";

    private static final int SHARE_OF_LATER = 3;
    private static final int SHARE_OF_THE_BUILD = 12;

    private final List<Mutant> mutants;
    private final int threads;
    private final Extent extent;

    SelfTest(List<Mutant> mutants, int threads, Extent extent) {
        this.mutants = mutants;
        this.threads = threads;
        this.extent = extent;
    }

    /** What the kit says of a mutant: the rules that failed and with what messages, and what was skipped. */
    record Verdict(Map<String, String> failures, List<String> skipped, String seeds, long millis) {
        static Verdict of(List<KitRun> runs, long millis) {
            Map<String, String> failures = new TreeMap<>();
            List<String> skipped = new ArrayList<>();
            StringBuilder seeds = new StringBuilder();
            for (KitRun run : runs) {
                failures.putAll(run.failures());
                skipped.addAll(run.skipped());
                seeds.append(seeds.isEmpty() ? "" : ", ").append(run.seed());
            }
            return new Verdict(failures, skipped, seeds.toString(), millis);
        }

        /** Tries the rules again that failed and should not have, or should have and did not: what fails then counts. */
        Verdict triedAgain(String backend, Set<String> expected, Set<String> possible, double volume) {
            Set<String> doubtful = new TreeSet<>(failures.keySet());
            doubtful.removeAll(possible);
            doubtful.remove(KitRun.OUTSIDE_RULES);
            expected.stream().filter(rule -> !failures.containsKey(rule)).forEach(doubtful::add);
            if (doubtful.isEmpty()) {
                return this;
            }
            KitRun second = KitRun.of(backend, doubtful::contains, volume, USUAL);
            System.out.println(backend + ": tried again with the usual waits: " + doubtful + "; failed now: "
                    + second.failures().keySet() + "; the first time:");
            doubtful.forEach(rule -> System.out.println(failures.getOrDefault(rule, rule + " passed")));
            Map<String, String> confirmed = new TreeMap<>(failures);
            confirmed.keySet().removeAll(doubtful);
            confirmed.putAll(second.failures());
            return new Verdict(confirmed, skipped, seeds + ", " + second.seed(), millis);
        }
    }

    /** By the id of the mutant, or of the control; {@link Controls#CORRECT} for the correct backend. */
    Map<String, Verdict> run() throws InterruptedException, ExecutionException {
        Map<String, List<KitRun>> runs = new TreeMap<>();
        Map<String, Long> millis = new TreeMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        Pace pace = new Pace(threads);
        try {
            Map<String, Future<List<KitRun>>> futures = new TreeMap<>();
            for (String control : controls()) {
                double volume = volume(control);
                futures.put(
                        control,
                        pool.submit(() -> timed(
                                pace,
                                millis,
                                control,
                                () -> List.of(KitRun.of(control, rule -> !rule.equals(LEAKS), volume, USUAL)))));
            }
            List<Mutant> longestFirst = mutants.stream()
                    .sorted(Comparator.comparing(mutant -> -mutant.alsoBreaks().size()))
                    .toList();
            for (Mutant mutant : longestFirst) {
                futures.put(mutant.id(), pool.submit(() -> timed(pace, millis, mutant.id(), () -> bothParts(mutant))));
            }
            for (Map.Entry<String, Future<List<KitRun>>> future : futures.entrySet()) {
                runs.put(future.getKey(), new ArrayList<>(future.getValue().get()));
            }
        } finally {
            pool.shutdownNow();
        }
        mutants.stream()
                .filter(mutant -> mutant.breaks(extent == Extent.ALL ? mutant.mayBreak() : Set.of())
                        .contains(LEAKS))
                .forEach(mutant -> runs.get(mutant.id()).add(tryRule(mutant, LEAKS, SMALL, SHORT_ALONE)));
        controls().forEach(name -> runs.get(name).add(KitRun.of(name, LEAKS::equals, SMALL, USUAL)));
        Map<String, Verdict> verdicts = new TreeMap<>();
        runs.forEach((name, done) -> verdicts.put(name, Verdict.of(done, millis.get(name))));
        controls()
                .forEach(name -> verdicts.computeIfPresent(
                        name, (same, verdict) -> verdict.triedAgain(name, Set.of(), Set.of(), volume(name))));
        mutants.forEach(mutant -> verdicts.computeIfPresent(
                mutant.id(),
                (id, verdict) -> verdict.triedAgain(id, mutant.alsoBreaks(), mutant.breaks(mutant.mayBreak()), SMALL)));
        return verdicts;
    }

    private static double volume(String control) {
        return control.equals(Controls.CORRECT) ? 1 : SMALL;
    }

    private static List<KitRun> timed(Pace pace, Map<String, Long> millis, String name, Callable<List<KitRun>> work)
            throws Exception {
        long start = System.nanoTime();
        List<KitRun> runs = pace.run(work);
        synchronized (millis) {
            millis.put(name, (System.nanoTime() - start) / 1_000_000);
        }
        return runs;
    }

    private List<KitRun> bothParts(Mutant mutant) {
        KitRun others = KitRun.of(mutant.id(), rule -> isAmongOthers(mutant, rule), SMALL, SHORT);
        return mutant.rule().equals(LEAKS)
                ? List.of(others)
                : List.of(tryRule(mutant, mutant.rule(), 1, SHORT), others);
    }

    /** Runs one rule. If it is a mutant's own and does not say what is wrong, that may be for want of time. */
    private static KitRun tryRule(Mutant mutant, String rule, double volume, TckTimeouts timeouts) {
        KitRun run = KitRun.of(mutant.id(), rule::equals, volume, timeouts);
        String failure = run.failures().getOrDefault(rule, rule + " passed");
        boolean isTold = failure.contains(mutant.telling()) || run.failures().containsKey(KitRun.OUTSIDE_RULES);
        if (!rule.equals(mutant.rule()) || isTold) {
            return run;
        }
        System.out.println(mutant.id() + ": tried again with the usual waits; the first time: " + failure);
        return KitRun.of(mutant.id(), rule::equals, volume, USUAL);
    }

    private boolean isAmongOthers(Mutant mutant, String rule) {
        return !rule.equals(mutant.rule())
                && !rule.equals(LEAKS)
                && (!group(rule).equals(RESTARTS) || group(mutant.rule()).equals(RESTARTS))
                && (extent == Extent.ALL
                        || mutant.alsoBreaks().contains(rule)
                        || !SLOW.contains(rule) && isPair(mutant, rule) && isInShare(mutant, rule));
    }

    private static boolean isPair(Mutant mutant, String rule) {
        if (group(rule).equals(group(mutant.rule()))) {
            return true;
        }
        boolean later = LATER_RULES.matcher(rule).matches()
                || LATER_RULES.matcher(mutant.rule()).matches();
        return mutant.isRepresentative() && (!later || (mutant.rule() + rule).hashCode() % SHARE_OF_LATER == 0);
    }

    private boolean isInShare(Mutant mutant, String rule) {
        return extent == Extent.PAIRS || (rule + mutant.id()).hashCode() % SHARE_OF_THE_BUILD == 0;
    }

    private static String group(String rule) {
        return rule.substring(0, rule.indexOf('-'));
    }

    /** The correct backend; when all is run, those that are unusual as well. */
    List<String> controls() {
        return extent == Extent.ALL ? Controls.all().keySet().stream().sorted().toList() : List.of(Controls.CORRECT);
    }

    static List<String> rules() {
        return RuleCatalogue.rules().stream().map(RuleDescription::id).toList();
    }
}
