package io.messaging.testing;

import io.messaging.testing.leak.TestCode;
import io.messaging.testing.observed.HandlerErrors.HandlerError;
import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.space.TestRun;
import io.messaging.testing.space.TestSettings;
import io.messaging.testing.space.TestSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;
import org.opentest4j.TestAbortedException;

/**
 * The state of a test, or of a class whose own methods use fixtures, in JUnit's store. Closed by JUnit at the latest.
 * Thread-safe.
 */
@SuppressWarnings("deprecation") // for older JUnits
final class RunningTest implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    /** The configuration parameter that sets the seed of faults. */
    static final String SEED = "messaging.testing.seed";

    /** The configuration parameter that multiplies all time limits. */
    static final String TIMEOUT_FACTOR = "messaging.testing.timeoutFactor";

    /** The subscriptions of an enclosing class, and those that existed before this test. */
    private record Around(TestSpace space, List<KnownSubscription> before) {
        /** Returns those that the test's own code has made; what a scenario of the class made ends with the class. */
        Stream<String> leftOpen(TestSpace test) {
            return space.hub().subscriptions().stream()
                    .filter(known -> !before.contains(known) && test.code().isAt(known.where()))
                    .map(known -> known + ", made by " + known.where() + " with a backend of the class, is still open");
        }
    }

    private final TestSpace space;
    private final DistributedTestScenario scenario;
    private final FailureReport report;
    private final List<Around> around = new ArrayList<>();
    private final TestBuses buses;

    private RunningTest(TestSpace space, FailureReport report) {
        this.space = space;
        this.report = report;
        this.scenario = new DistributedTestScenario(space, () -> {});
        this.buses = new TestBuses(space);
    }

    static RunningTest open(TestRun run, ExtensionContext context, TestSettings settings, List<RunningTest> around) {
        long seed = context.getConfigurationParameter(SEED).map(Long::parseLong).orElseGet(() ->
                (long) ThreadLocalRandom.current().nextInt(1_000_000));
        TestSpace space =
                new TestSpace(run, title(context), context.getTestMethod().isEmpty(), settings, seed, code(context));
        List<TestSpace> spaces = Stream.concat(Stream.of(space), around.stream().map(RunningTest::space))
                .toList();
        RunningTest opened = new RunningTest(space, new FailureReport(spaces, context));
        around.stream()
                .map(RunningTest::space)
                .map(outer -> new Around(outer, outer.hub().subscriptions()))
                .forEach(opened.around::add);
        return opened;
    }

    private static TestCode code(ExtensionContext context) {
        boolean isShared = context.getTestInstanceLifecycle()
                .filter(Lifecycle.PER_CLASS::equals)
                .isPresent();
        return new TestCode(
                context.getTestClass().orElse(RunningTest.class),
                () -> isShared
                        ? context.getTestInstances()
                                .map(TestInstances::getAllInstances)
                                .orElse(List.of())
                        : List.of());
    }

    /** Includes the enclosing classes: other classes may have nested classes of the same name. */
    private static String title(ExtensionContext context) {
        return context.getTestClass().map(RunningTest::nameInPackage).orElse("")
                + context.getTestMethod()
                        .map(method -> "." + method.getName() + suffix(method.getName(), context.getDisplayName()))
                        .orElse("");
    }

    private static String nameInPackage(Class<?> type) {
        String name = type.getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    /** Distinguishes the runs of a parameterized method. */
    private static String suffix(String method, String displayName) {
        return displayName.startsWith(method + "(") ? "" : " " + displayName;
    }

    TestSpace space() {
        return space;
    }

    DistributedTestScenario scenario() {
        return scenario;
    }

    TestBuses buses() {
        return buses;
    }

    /** Notes that the test's own code begins, on this thread. */
    void begin() {
        if (space.settings().leakCheck()) {
            space.markThreads();
        }
    }

    /**
     * Ends the test. Reports before anything is closed, so that the report shows the state at the failure. Idempotent.
     */
    void end(Optional<Throwable> outcome) {
        if (space.isClosed()) {
            return;
        }
        space.unmarkThreads();
        boolean alone = space.isAlone(); // else what is of the class may be another test's
        Optional<AssertionError> handlers = HandlerFailure.of(space.title(), handlerErrors(alone));
        Optional<? extends Throwable> failure =
                outcome.isPresent() ? outcome.filter(thrown -> !(thrown instanceof TestAbortedException)) : handlers;
        failure.ifPresent(report::attachTo);
        buses.close();
        List<String> leaks = leaks(alone);
        if (handlers.isEmpty()) {
            handlers =
                    HandlerFailure.of(space.title(), space.takeHandlerErrors()); // of handlers that closing waited for
            handlers.filter(late -> outcome.isEmpty()).ifPresent(report::attachTo);
        }
        Optional<AssertionError> leaked = Optional.of(leaks)
                .filter(left -> !left.isEmpty() && space.settings().leakCheck())
                .map(left -> new AssertionError(
                        space.title() + " left open what it has to close:\n  " + String.join("\n  ", left)));
        List<AssertionError> more =
                Stream.of(handlers, leaked).flatMap(Optional::stream).toList();
        if (outcome.isPresent()) {
            more.forEach(outcome.get()::addSuppressed);
        } else if (!more.isEmpty()) {
            more.stream().skip(1).forEach(more.get(0)::addSuppressed);
            throw more.get(0);
        }
    }

    private List<HandlerError> handlerErrors(boolean alone) {
        List<HandlerError> errors = new ArrayList<>(space.takeHandlerErrors());
        if (alone) {
            List<HandlerError> ofTheClass = around.stream()
                    .flatMap(outer -> outer.space().takeHandlerErrors().stream())
                    .toList();
            errors.addAll(space.failsOnHandlerError() ? ofTheClass : List.of());
        }
        return errors;
    }

    private List<String> leaks(boolean alone) {
        List<String> leaks = new ArrayList<>();
        if (alone) {
            around.stream().flatMap(outer -> outer.leftOpen(space)).forEach(leaks::add);
        }
        leaks.addAll(space.closeAndFindLeaks());
        return leaks;
    }

    @Override
    public void close() {
        end(Optional.empty());
    }
}
