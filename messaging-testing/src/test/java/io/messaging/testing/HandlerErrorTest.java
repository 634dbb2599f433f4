package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testing.support.Runs;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** A test fails when a handler does, unless it says that it expects that. */
@Isolated // its sample is checked for leaks of the whole JVM
class HandlerErrorTest {
    @TempDir
    private static java.nio.file.Path reports;

    private static Runs runs;

    @BeforeAll
    static void run() {
        runs = Runs.of(Map.of("messaging.testing.reports", reports.toString()), HandlerErrorSample.class);
    }

    private static Throwable failure(String test) {
        List<Throwable> failures = runs.failures("[method:" + test + "(");
        assertEquals(1, failures.size(), () -> test + " failed with " + failures);
        return failures.get(0);
    }

    private static void assertFails(String test, String... parts) {
        String message = failure(test).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
    }

    @Test
    void anAssertionInAHandlerFailsTheTest() {
        assertFails(
                "anAssertionFails",
                "a handler failed in HandlerErrorSample.anAssertionFails; if the test expects that, say so with "
                        + "expectHandlerError or failOnHandlerError = false",
                "the handler of 'billing' for 'orders' threw org.opentest4j.AssertionFailedError: in the handler",
                "for message ");
        Throwable failure = failure("anAssertionFails");
        assertEquals(
                HandlerErrorSample.class.getName(),
                Arrays.stream(failure.getStackTrace())
                        .filter(frame -> !frame.getClassName().startsWith("org.junit."))
                        .findFirst()
                        .orElseThrow()
                        .getClassName());
        assertTrue(Arrays.stream(failure.getSuppressed())
                .anyMatch(suppressed -> suppressed.toString().contains("delivery")));
    }

    @Test
    void anAssertionThatFailsDuringTheCloseCountsToo() {
        assertFails("anAssertionFailsWhileTheTestEnds", "threw org.opentest4j.AssertionFailedError: late");
    }

    @Test
    void anExceptionOfAPlainHandlerFailsTheTest() {
        assertFails("aPlainHandlerFails", "threw java.lang.IllegalStateException: the bank is closed");
    }

    @Test
    void ofADurableHandlerTheLastAttemptCounts() {
        assertFails("aDurableHandlerLeavesADeadLetter", "a handler failed", "the bank is closed");
    }

    @Test
    void aHandlerOfAnotherProcessCounts() {
        assertFails("aHandlerOfAProcessFails", "the handler of 'failing' for 'orders' threw ", "not today");
    }

    @Test
    void theTestsOwnFailureComesFirst() {
        assertFails("theTestFailsToo", "in the test");
        assertTrue(Arrays.stream(failure("theTestFailsToo").getSuppressed())
                .anyMatch(suppressed -> suppressed.toString().contains("in the handler")));
    }

    @Test
    void aHandlerOfTheClassFailsTheTestThatRuns() {
        assertFails("itsHandlerFails", "HandlerErrorSample.WithAScenarioOfTheClass.itsHandlerFails", "in the handler");
        assertEquals(1, runs.failures("WithAScenarioOfTheClass").size());
    }

    @Test
    void whatIsExpectedOrRepeatedOrSwitchedOffPasses() {
        assertEquals(4, runs.succeeded("[method:passes"));
    }

    @Test
    void withoutJUnitTheCloseFails() {
        SocketMessagingTestHelper helper = SocketMessagingTestHelper.start();
        DistributedTestScenario scenario = helper.scenario();
        scenario.createBackend("billing").subscribe("orders", order -> assertEquals(2, 1, "in the handler"));
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.awaitQuiescent();
        AssertionError failure = assertThrows(AssertionError.class, scenario::close);
        assertTrue(failure.getMessage().contains("in the handler"), failure::getMessage);
        helper.close();
    }

    @Test
    void withoutJUnitItCanBeSwitchedOff() {
        try (DistributedTestScenario scenario = DistributedTestScenario.start().failOnHandlerError(false)) {
            scenario.createBackend("billing").subscribe("orders", order -> assertEquals(2, 1, "in the handler"));
            scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
            scenario.awaitQuiescent();
        }
    }
}
