package io.messaging.tck.rules.lifetime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class LeaksTest {
    private static Set<Thread> before;
    private static Set<String> started;
    private static List<Thread> counted;

    @Test
    void workersOfJUnitAreNotTheBackends() {
        assertJUnitsThreadsDoNotCount("WORKER_THREAD_POOL");
    }

    @Test
    void forkJoinWorkersOfJUnitAreNotTheBackends() {
        assertJUnitsThreadsDoNotCount("FORK_JOIN_POOL");
    }

    private static void assertJUnitsThreadsDoNotCount(String executor) {
        SummaryGeneratingListener summary = new SummaryGeneratingListener();
        before = Leaks.threads();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Sample.class))
                                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                                .configurationParameter(
                                        "junit.jupiter.execution.parallel.config.executor-service", executor)
                                .build(),
                        summary);

        assertEquals(1, summary.getSummary().getTestsSucceededCount(), "the sample ran");
        assertTrue(started.stream().anyMatch(name -> name.matches("(?i).*(junit|forkjoin).*")), started::toString);
        assertEquals(List.of(), counted);
    }

    @Test
    void aThreadOfTheTestIsCounted() throws InterruptedException {
        Set<Thread> earlier = Leaks.threads();
        CountDownLatch end = new CountDownLatch(1);
        Thread left = new Thread(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                // it ends anyway
            }
        });
        left.start();
        try {
            assertEquals(List.of(left), Leaks.newThreads(earlier, 6));
        } finally {
            end.countDown();
            left.join();
        }
        assertEquals(List.of(), Leaks.newThreads(earlier, 6));
    }

    /** Run by the test above, on a thread of JUnit that was started after {@link #before}. */
    static class Sample {
        @Test
        void looksAtTheThreads() {
            started = Leaks.threads().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .collect(Collectors.toSet());
            counted = Leaks.newThreads(before, 1);
        }
    }
}
