package io.messaging.tck.run;

import io.messaging.tck.report.RuleResult;
import io.messaging.tck.report.SkipReason;
import io.messaging.tck.report.TestResult;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Gathers what becomes of each test, rule by rule. Thread-safe: tests may end on several threads. */
final class ResultCollector implements TestExecutionListener {
    private final TckProgress progress;
    private final Map<String, TestIdentifier> pending = new ConcurrentHashMap<>();
    private final Map<String, Long> startNanos = new ConcurrentHashMap<>();

    /** By rule, and in it by the test's name, so that the order of the run does not show. Guarded by this. */
    private final Map<String, Map<String, TestResult>> results = new HashMap<>();

    ResultCollector(TckProgress progress) {
        this.progress = progress;
    }

    static Optional<Rule> rule(TestIdentifier test) {
        return test.getSource()
                .filter(MethodSource.class::isInstance)
                .map(source -> ((MethodSource) source).getJavaMethod().getAnnotation(Rule.class));
    }

    @Override
    public void testPlanExecutionStarted(TestPlan plan) {
        plan.getRoots().stream()
                .flatMap(root -> plan.getDescendants(root).stream())
                .filter(test -> rule(test).isPresent())
                .forEach(test -> pending.put(test.getUniqueId(), test));
        progress.runStarted(pending.size());
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        startNanos.put(test.getUniqueId(), System.nanoTime());
        rule(test).ifPresent(rule -> progress(rule, description -> progress.testStarted(description, name(test))));
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        long nanos = System.nanoTime() - startNanos.get(test.getUniqueId());
        pending.remove(test.getUniqueId());
        rule(test).ifPresent(rule -> add(rule, Results.of(name(test), Duration.ofNanos(nanos), result)));
    }

    /** Whatever kept a test from being run, it did not pass. */
    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        List.copyOf(pending.values()).forEach(test -> executionSkipped(test, "JUnit did not run it"));
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        pending.remove(test.getUniqueId());
        rule(test)
                .ifPresent(rule -> add(
                        rule,
                        TestResult.skipped(
                                name(test), Duration.ZERO, new SkipReason(SkipReason.Kind.OTHER, "", reason))));
    }

    /** A test's display name begins with its rule's id, which is said elsewhere already. */
    private static String name(TestIdentifier test) {
        return rule(test)
                .map(Rule::value)
                .filter(id -> test.getDisplayName().startsWith(id + " "))
                .map(id -> test.getDisplayName().substring(id.length() + 1))
                .orElse(test.getDisplayName());
    }

    private synchronized void add(Rule rule, TestResult result) {
        results.computeIfAbsent(rule.value(), id -> new TreeMap<>()).put(result.name(), result);
        progress(rule, description -> progress.testFinished(description, result));
    }

    private synchronized void progress(Rule rule, Consumer<RuleDescription> news) {
        String id = rule.value();
        news.accept(RuleCatalogue.find(id)
                .orElseThrow(() -> new IllegalStateException("the kit has a test of " + id
                        + ", which is not in its catalogue; use a messaging-tck jar of one version only")));
    }

    /** In the order of the catalogue. */
    synchronized List<RuleResult> results() {
        return RuleCatalogue.rules().stream()
                .filter(rule -> results.containsKey(rule.id()))
                .map(rule ->
                        new RuleResult(rule, List.copyOf(results.get(rule.id()).values()), Optional.empty()))
                .toList();
    }
}
