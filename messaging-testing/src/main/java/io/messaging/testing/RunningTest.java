package io.messaging.testing;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What JUnit keeps with a test, or with a class whose own methods asked for something. Closed by JUnit at the latest.
 * Thread-safe.
 */
@SuppressWarnings("deprecation") // for older JUnits
final class RunningTest implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    /** The configuration parameter that sets the seed of faults. */
    static final String SEED = "messaging.testing.seed";

    private final TestSpace space;
    private final DistributedTestScenario scenario;
    private final FailureReport report;

    private RunningTest(TestSpace space, FailureReport report) {
        this.space = space;
        this.report = report;
        this.scenario = new DistributedTestScenario(space, () -> {});
    }

    static RunningTest open(TestRun run, ExtensionContext context, TestSettings settings) {
        long seed = context.getConfigurationParameter(SEED).map(Long::parseLong).orElseGet(() ->
                (long) ThreadLocalRandom.current().nextInt(1_000_000));
        String title = context.getTestClass().map(Class::getSimpleName).orElse("")
                + context.getTestMethod()
                        .map(method -> "." + method.getName() + suffix(method.getName(), context.getDisplayName()))
                        .orElse("");
        TestSpace space = new TestSpace(run, title, settings, seed);
        return new RunningTest(space, new FailureReport(space, context));
    }

    /** What tells apart the runs of one parameterized method. */
    private static String suffix(String method, String displayName) {
        return displayName.startsWith(method + "(") ? "" : " " + displayName;
    }

    TestSpace space() {
        return space;
    }

    DistributedTestScenario scenario() {
        return scenario;
    }

    /** The test is over: report before anything is closed, so that the report shows what the failure met. */
    void end(Optional<Throwable> failure) {
        failure.ifPresent(report::attachTo);
        List<String> leaks = space.closeAndFindLeaks();
        if (leaks.isEmpty() || !space.settings().leakCheck()) {
            return;
        }
        AssertionError leaked =
                new AssertionError(space.title() + " left open what it has to close:\n  " + String.join("\n  ", leaks));
        if (failure.isPresent()) {
            failure.get().addSuppressed(leaked);
        } else {
            throw leaked;
        }
    }

    @Override
    public void close() {
        end(Optional.empty());
    }
}
