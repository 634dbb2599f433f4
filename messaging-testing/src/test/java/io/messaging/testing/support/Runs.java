package io.messaging.testing.support;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs sample test classes as a user's build does, and keeps what came of them. */
public final class Runs implements TestExecutionListener {
    private final Map<String, TestExecutionResult> results = new LinkedHashMap<>();
    private final List<Map<String, String>> entries = new ArrayList<>();

    private Runs() {}

    public static Runs of(Map<String, String> parameters, Class<?>... classes) {
        return of(
                parameters,
                Arrays.stream(classes).map(type -> selectClass(type)).toArray(DiscoverySelector[]::new));
    }

    public static Runs of(Map<String, String> parameters, DiscoverySelector... selectors) {
        Runs runs = new Runs();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(selectors)
                        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                        .configurationParameters(parameters)
                        .build(),
                runs);
        return runs;
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        results.put(test.getUniqueId(), result);
    }

    @Override
    public synchronized void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
        entries.add(entry.getKeyValuePairs());
    }

    public synchronized List<Map<String, String>> entries() {
        return List.copyOf(entries);
    }

    /** Failures of anything whose unique id holds a text. */
    public synchronized List<Throwable> failures(String part) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().contains(part))
                .filter(entry -> entry.getValue().getStatus() != Status.SUCCESSFUL)
                .map(entry -> entry.getValue().getThrowable().orElseThrow())
                .toList();
    }

    public synchronized long succeeded(String part) {
        return results.entrySet().stream()
                .filter(entry -> entry.getKey().contains(part))
                .filter(entry -> entry.getValue().getStatus() == Status.SUCCESSFUL)
                .count();
    }
}
