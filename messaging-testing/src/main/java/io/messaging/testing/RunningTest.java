package io.messaging.testing;

import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.space.TestRun;
import io.messaging.testing.space.TestSettings;
import io.messaging.testing.space.TestSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * What JUnit keeps with a test, or with a class whose own methods asked for something. Closed by JUnit at the latest.
 * Thread-safe.
 */
@SuppressWarnings("deprecation") // for older JUnits
final class RunningTest implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    /** The configuration parameter that sets the seed of faults. */
    static final String SEED = "messaging.testing.seed";

    /** The configuration parameter that all time limits are multiplied by. */
    static final String TIMEOUT_FACTOR = "messaging.testing.timeoutFactor";

    /** Subscriptions of a class around this test, and which there were before it. */
    private record Around(TestSpace space, List<KnownSubscription> before) {
        Stream<String> leftOpen() {
            return space.hub().subscriptions().stream()
                    .filter(known -> !before.contains(known))
                    .map(known -> known + ", made by " + known.where() + " with a backend of the class, is still open");
        }
    }

    private final TestSpace space;
    private final DistributedTestScenario scenario;
    private final FailureReport report;
    private final List<Around> around = new ArrayList<>();

    private RunningTest(TestSpace space, FailureReport report) {
        this.space = space;
        this.report = report;
        this.scenario = new DistributedTestScenario(space, () -> {});
    }

    static RunningTest open(TestRun run, ExtensionContext context, TestSettings settings, List<RunningTest> around) {
        long seed = context.getConfigurationParameter(SEED).map(Long::parseLong).orElseGet(() ->
                (long) ThreadLocalRandom.current().nextInt(1_000_000));
        TestSpace space =
                new TestSpace(run, title(context), context.getTestMethod().isEmpty(), settings, seed);
        RunningTest opened = new RunningTest(space, new FailureReport(space, context));
        around.stream()
                .map(RunningTest::space)
                .map(outer -> new Around(outer, outer.hub().subscriptions()))
                .forEach(opened.around::add);
        return opened;
    }

    private static String title(ExtensionContext context) {
        return context.getTestClass().map(Class::getSimpleName).orElse("")
                + context.getTestMethod()
                        .map(method -> "." + method.getName() + suffix(method.getName(), context.getDisplayName()))
                        .orElse("");
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

    /** The test's own code begins, on this thread. */
    void begin() {
        if (space.settings().leakCheck()) {
            space.markThreads();
        }
    }

    /** The test is over: report before anything is closed, so that the report shows what the failure met. Idempotent. */
    void end(Optional<Throwable> outcome) {
        if (space.isClosed()) {
            return;
        }
        space.unmarkThreads();
        Optional<Throwable> failure = outcome.filter(thrown -> !(thrown instanceof TestAbortedException));
        failure.ifPresent(report::attachTo);
        List<String> leaks = leaks();
        if (leaks.isEmpty() || !space.settings().leakCheck()) {
            return;
        }
        AssertionError leaked =
                new AssertionError(space.title() + " left open what it has to close:\n  " + String.join("\n  ", leaks));
        if (outcome.isPresent()) {
            outcome.get().addSuppressed(leaked);
        } else {
            throw leaked;
        }
    }

    private List<String> leaks() {
        boolean alone = space.isAlone(); // else a subscription of the class may be another test's
        List<String> leaks = new ArrayList<>();
        if (alone) {
            around.stream().flatMap(Around::leftOpen).forEach(leaks::add);
        }
        leaks.addAll(space.closeAndFindLeaks());
        return leaks;
    }

    @Override
    public void close() {
        end(Optional.empty());
    }
}
