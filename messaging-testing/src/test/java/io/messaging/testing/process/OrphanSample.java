package io.messaging.testing.process;

import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.TestProcess;
import io.messaging.testing.support.Programs;
import io.messaging.testing.support.Runs;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A test that never ends, in a JVM of its own; killed by {@link OrphansIT}. */
@MessagingTest
class OrphanSample {
    static final String PIDS = "pids ";

    public static void main(String[] args) {
        System.out.println(Runs.of(Map.of(), OrphanSample.class).failures(""));
    }

    @Test
    void isInItsMiddle(DistributedTestScenario scenario) throws InterruptedException {
        TestProcess idle = scenario.startProcess("idle", Programs.Idle.class).awaitOutput("idle");
        TestProcess busy = scenario.startProcess("busy", Programs.Slow.class, TestProcess.CONFIG, "orders", "answers")
                .awaitSubscribed("orders");
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        busy.awaitOutput("has ");
        TestProcess parent =
                scenario.startProcess("parent", Programs.Parent.class).awaitOutput("child ");
        long child = Long.parseLong(parent.output().strip().substring("child ".length()));
        System.out.println(PIDS
                + LongStream.of(idle.pid(), busy.pid(), parent.pid(), child)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(" ")));
        new CountDownLatch(1).await();
    }
}
