package io.messaging.testing.leak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testing.support.Runs;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated // it looks at the threads of the whole JVM
class LeakReportTest {
    private static Runs runs;

    @BeforeAll
    static void run() throws Exception {
        runs = Runs.of(Map.of("messaging.testing.timeoutFactor", "1"), LeakySample.class); // each leak is waited for
    }

    @AfterAll
    static void cleanUp() throws Exception {
        Left.close();
    }

    private static void assertReported(String test, String... parts) {
        List<Throwable> failures = runs.failures("[method:" + test + "(");
        assertEquals(1, failures.size(), () -> test + " failed with " + failures);
        String message = failures.get(0).getMessage();
        for (String part : parts) {
            assertTrue(message.contains(part), () -> "no '" + part + "' in: " + message);
        }
    }

    @Test
    void aBackendIsReportedWithTheLineThatOpenedItAndItsSubscriptions() {
        assertReported(
                "leavesABackend",
                "LeakySample.leavesABackend left open",
                "the backend of 'forgetful', opened by io.messaging.testing.leak.LeakySample.leavesABackend"
                        + "(LeakySample.java:",
                "is still open",
                "forgetful's subscription to 'orders', made by io.messaging.testing.leak.LeakySample.leavesABackend");
    }

    @Test
    void aThreadIsReportedByNameAndPlace() {
        assertReported(
                "leavesAThread",
                "thread 'forgotten-thread' is still running, at io.messaging.testing.leak.LeakySample");
    }

    @Test
    void aProcessIsReportedByItsCommand() {
        assertReported("leavesAProcess", "process ", "Programs$Idle");
    }

    @Test
    void aConnectionIsReported() {
        assertReported("leavesAConnection", "1 connection of 'a' to the server is still open");
    }

    @Test
    void aServerIsReportedWithTheLineThatOpenedIt() {
        assertReported(
                "leavesAServer",
                "the EmbeddedServer opened by io.messaging.testing.leak.LeakySample.leavesAServer(LeakySample.java:",
                "is still open");
    }

    @Test
    void aBackendOfAnotherConfigurationIsReportedWithTheLineThatOpenedIt() {
        assertReported(
                "leavesABackendOfAnotherConfiguration",
                "the InMemoryMessagingBackend opened by io.messaging.testing.leak.LeakySample"
                        + ".leavesABackendOfAnotherConfiguration(LeakySample.java:",
                "is still open");
    }

    @Test
    void aHandlerThatGoesOnAfterTheCloseIsReported() {
        assertReported("leavesAHandler", "the handler of 'stubborn' for 'orders' is still running, on thread '");
    }

    @Test
    void aSubscriptionOnABackendOfTheClassIsReported() {
        assertReported(
                "leavesASubscription",
                "class's subscription to 'orders', made by io.messaging.testing.leak.LeakySample$WithABackendOfTheClass"
                        + ".leavesASubscription(LeakySample.java:",
                "with a backend of the class, is still open");
    }

    @Test
    void aFailureIsNoLeak() {
        assertEquals(1, runs.failures("[method:isUnlucky(").size());
        assertEquals(
                "failed, and left nothing",
                runs.failures("[method:isUnlucky(").get(0).getMessage());
    }

    /** Both tests are in their middle at the same time, and one of them alone leaves a thread. */
    @Test
    void besideAnotherTestAThreadIsStillToldByName() throws Exception {
        Runs parallel = Runs.of(
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.executor-service", "FORK_JOIN_POOL",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                LeakyTogetherSample.class);
        LeakyTogetherSample.END.countDown();
        assertEquals(List.of(), parallel.failures("[method:leavesNothing("));
        List<Throwable> failures = parallel.failures("[method:leavesAThread(");
        assertEquals(1, failures.size());
        assertTrue(
                failures.get(0).getMessage().contains("thread 'forgotten-beside-another' is still running"),
                failures.get(0)::getMessage);
    }

    @Test
    void whatTheTestWasGivenIsNoLeak() {
        assertEquals(List.of(), runs.failures("leavesNothing"));
        assertEquals(1, runs.succeeded("[method:leavesNothing("));
    }
}
