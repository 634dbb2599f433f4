package io.messaging.testing.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.messaging.testsupport.redis.RedisProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The fixtures of {@code messaging-testing} with Redis behind them, as a user's build runs them. */
@Isolated // its server would be a leak of the tests beside it
class FixturesIT {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    static int port() {
        return server.port();
    }

    private static final class Outcome implements TestExecutionListener {
        private final List<String> failures = new CopyOnWriteArrayList<>();
        private final AtomicInteger passed = new AtomicInteger();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(failure -> failures.add(test.getUniqueId() + ": " + failure));
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed.incrementAndGet();
            }
        }
    }

    private static void run(boolean parallel) {
        Outcome outcome = new Outcome();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(FixturesSample.class))
                                .configurationParameters(Map.of(
                                        "junit.jupiter.execution.parallel.enabled", Boolean.toString(parallel),
                                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8",
                                        "messaging.testing.timeoutFactor", "6"))
                                .build(),
                        outcome);
        assertEquals("", outcome.failures.stream().collect(Collectors.joining("\n")));
        assertEquals(FixturesSample.TESTS * FixturesSample.TIMES, outcome.passed.get());
    }

    @Test
    void testsBesideEachOtherDoNotDisturbEachOther() {
        run(true);
    }

    /** Alone, a test is held to the threads and processes of the whole JVM. */
    @Test
    void oneAfterTheOtherTheyLeaveNothingOpen() {
        run(false);
    }
}
