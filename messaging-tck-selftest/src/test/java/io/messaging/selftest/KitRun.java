package io.messaging.selftest;

import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.TckTimeouts;
import io.messaging.tck.run.RuleTests;
import io.messaging.tck.spec.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs some rules of the kit on a mutant, several at a time. One thread uses one; JUnit reports on several. */
final class KitRun implements TestExecutionListener {
    /** Stands for the rule where the failure is of none. */
    static final String OUTSIDE_RULES = "kit";

    private static final int RULES_AT_ONCE = 4;

    private final long seed = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    private final Map<String, String> failures = new ConcurrentSkipListMap<>();
    private final Set<String> skipped = new ConcurrentSkipListSet<>();

    private KitRun() {}

    /** Runs rules, which wait so long. */
    static KitRun of(String mutant, Predicate<String> rules, double volumeFactor, TckTimeouts timeouts) {
        KitRun run = new KitRun();
        LauncherFactory.create(LauncherConfig.builder()
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                        .enablePostDiscoveryFilterAutoRegistration(false)
                        .enableTestExecutionListenerAutoRegistration(false)
                        .build())
                .execute(run.request(mutant, rules, volumeFactor, timeouts), run);
        return run;
    }

    private LauncherDiscoveryRequest request(
            String mutant, Predicate<String> rules, double volumeFactor, TckTimeouts timeouts) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(RuleTests.select(MutantTck.class, rules))
                .configurationParameters(RuleTests.inParallel(RULES_AT_ONCE))
                .configurationParameter(MutantTck.MUTANT, mutant)
                .configurationParameters(MutantTck.parameters(timeouts))
                .configurationParameter(MessagingBackendTck.SEED_PARAMETER, Long.toString(seed))
                .configurationParameter(MessagingBackendTck.VOLUME_FACTOR_PARAMETER, Double.toString(volumeFactor))
                .build();
    }

    private static String rule(MethodSource source) {
        return source.getJavaMethod().getAnnotation(Rule.class).value();
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
            result.getThrowable()
                    .ifPresent(failure -> failures.merge(OUTSIDE_RULES, failure.toString(), String::concat));
            return;
        }
        String rule = rule(source);
        String message = result.getThrowable().map(Throwable::getMessage).orElse("");
        switch (result.getStatus()) {
            case FAILED -> failures.merge(rule, source.getMethodName() + ": " + message, (a, b) -> a + "\n" + b);
            case ABORTED -> skipped.add(rule + " " + source.getMethodName() + ": " + message);
            case SUCCESSFUL -> {}
        }
    }

    /** Rules that failed, with all that the failures say. */
    Map<String, String> failures() {
        return failures;
    }

    List<String> skipped() {
        return List.copyOf(skipped);
    }

    long seed() {
        return seed;
    }
}
