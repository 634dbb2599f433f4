package io.messaging.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What a run of an author's class executes, and how the tests are called. */
class RuleSelectionTest {
    /** Without a backend: every test that is executed fails. Not found by Surefire. */
    static final class WithoutBackend extends MessagingBackendTck {
        @Override
        protected MessagingBackend openBackend() {
            throw new IllegalStateException("intended: there is none");
        }
    }

    private static final class Executed implements TestExecutionListener {
        final Set<String> groups = ConcurrentHashMap.newKeySet();
        final Map<String, String> failures = new ConcurrentHashMap<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failure -> failures.put(test.getDisplayName(), failure.getMessage()));
            if (test.isContainer()) {
                groups.add(test.getDisplayName());
            }
        }
    }

    private static Executed run(String rules) {
        Executed executed = new Executed();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(WithoutBackend.class))
                                .configurationParameter(MessagingBackendTck.RULES_PARAMETER, rules)
                                .build(),
                        executed);
        return executed;
    }

    @Test
    void oneRuleIsExecutedAndItsGroupIsShown() {
        Executed executed = run("RD-03");
        assertEquals(
                Set.of("RD-03 order is priority then id unsigned", "RD-03 the order holds for thousands"),
                executed.failures.keySet());
        assertTrue(executed.groups.contains("Reading order"), executed.groups::toString);
    }

    @Test
    void severalPatternsAreSeparatedByCommas() {
        Set<String> rules = new TreeSet<>();
        run("life-0?, DUR-08").failures.keySet().forEach(name -> rules.add(name.substring(0, name.indexOf(' '))));
        assertEquals(
                Set.of(
                        "DUR-08", "LIFE-01", "LIFE-02", "LIFE-03", "LIFE-04", "LIFE-05", "LIFE-06", "LIFE-07",
                        "LIFE-08"),
                rules);
    }

    @Test
    void aPatternThatMatchesNoRuleIsAnError() {
        Map<String, String> failures = run("RD-99").failures;
        String kit = "RuleSelectionTest$WithoutBackend";
        assertEquals(Set.of(kit), failures.keySet());
        assertTrue(failures.get(kit).contains("no rule matches 'RD-99'"), failures::toString);
    }
}
