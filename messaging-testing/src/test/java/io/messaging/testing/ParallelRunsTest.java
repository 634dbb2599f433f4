package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.messaging.testing.support.Runs;
import io.messaging.testsupport.Await;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * 200 tests beside each other, in random order: none fails and none leaks. With the system property
 * {@code messaging.testing.rounds} that often, and measured beside the same tests with a server each.
 */
@Isolated // it looks at the threads of the whole JVM
class ParallelRunsTest {
    private static final int TESTS = 200;
    private static final String ROUNDS = "messaging.testing.rounds";

    @Test
    void noTestDisturbsAnother(TestReporter reporter) {
        int rounds = Integer.getInteger(ROUNDS, 0);
        if (rounds == 0) {
            run(ParallelSample.WithOneServer.class, newSeed());
        }
        for (int round = 1; round <= rounds; round++) {
            long seed = newSeed();
            boolean sharedFirst = round % 2 == 1; // so that neither always finds the JVM warmed up by the other
            long each = sharedFirst ? 0 : run(ParallelSample.WithAServerEach.class, seed);
            long shared = run(ParallelSample.WithOneServer.class, seed);
            each = sharedFirst ? run(ParallelSample.WithAServerEach.class, seed) : each;
            reporter.publishEntry(
                    "round " + round + ", seed " + seed,
                    TESTS + " tests with one server " + shared + " ms, with a server each " + each + " ms");
        }
    }

    private static long newSeed() {
        return ThreadLocalRandom.current().nextInt(1_000_000);
    }

    /** Returns the duration in milliseconds. */
    private static long run(Class<?> sample, long seed) {
        Set<Thread> before = ours();
        long begin = System.nanoTime();
        Runs runs = Runs.of(
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.mode.default", "concurrent",
                        "junit.jupiter.execution.parallel.config.executor-service", "FORK_JOIN_POOL",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "8",
                        "junit.jupiter.testmethod.order.default", MethodOrderer.Random.class.getName(),
                        "junit.jupiter.execution.order.random.seed", Long.toString(seed)),
                selectClass(sample));
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertEquals(List.of(), runs.failures(""), () -> "with seed " + seed);
        assertEquals(TESTS, runs.succeeded("[test-template-invocation:"));
        Await.until(
                () -> "threads are left: "
                        + ours().stream()
                                .filter(thread -> !before.contains(thread))
                                .toList(),
                () -> before.containsAll(ours()));
        return millis;
    }

    /** The threads of this library. */
    private static Set<Thread> ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("messaging-"))
                .collect(Collectors.toSet());
    }
}
