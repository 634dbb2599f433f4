package io.messaging.testing.leak;

import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Two tests that wait for each other; run by {@link LeakReportTest}. */
@MessagingTest
class LeakyTogetherSample {
    static final CountDownLatch END = new CountDownLatch(1);

    private static final CyclicBarrier MIDDLE = new CyclicBarrier(2);

    @Test
    void leavesAThread() throws Exception {
        MIDDLE.await(60, TimeUnit.SECONDS);
        Thread thread = new Thread(
                () -> {
                    try {
                        END.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "forgotten-beside-another");
        thread.start();
    }

    @Test
    void leavesNothing(DistributedTestScenario scenario) throws Exception {
        scenario.setupSubscriber("agent", "orders");
        MIDDLE.await(60, TimeUnit.SECONDS);
        scenario.awaitQuiescent();
    }
}
