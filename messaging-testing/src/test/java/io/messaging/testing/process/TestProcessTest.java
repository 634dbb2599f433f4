package io.messaging.testing.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.testing.DistributedTestScenario;
import io.messaging.testing.MessagingTest;
import io.messaging.testing.TestClock;
import io.messaging.testing.TestProcess;
import io.messaging.testing.event.RecordedEvent.Kind;
import io.messaging.testing.support.Programs;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

@MessagingTest
class TestProcessTest {
    private final DistributedTestScenario scenario;

    TestProcessTest(DistributedTestScenario scenario) {
        this.scenario = scenario;
    }

    @Test
    void itIsHandedItsConfigurationAndItsOutputAndExitCodeAreKept() {
        TestProcess process = scenario.startProcess("teller", Programs.Tell.class, "3", "a b", TestProcess.CONFIG);
        assertEquals(3, process.awaitExit());
        assertEquals(OptionalInt.of(3), process.exitCode());
        List<String> lines = process.output().lines().toList();
        String json = lines.get(0).substring("environment: ".length());
        assertTrue(json.contains("\"process\":\"teller\""), json);
        assertEquals("arguments: a b " + json, lines.get(1));
        assertEquals("on standard error: ünï → 漢", lines.get(2));
        assertEquals("standard input: -1", lines.get(3));
    }

    @Test
    void oneThatEndsTooEarlySaysWhatItPrinted() {
        TestProcess process = scenario.startProcess("broken", Programs.Fail.class, "fast");
        AssertionError failure = assertThrows(AssertionError.class, () -> process.awaitSubscribed("orders"));
        assertTrue(
                failure.getMessage()
                        .contains("process 'broken' ended with exit code 1 before it subscribed to [orders]"),
                failure::getMessage);
        assertTrue(failure.getMessage().contains("IllegalArgumentException: no such mode: fast"), failure::getMessage);
        assertThrows(AssertionError.class, () -> process.awaitOutput("ready"));
    }

    /** Its pauses, its handlers and what they store are known here. */
    @Test
    void whatGoesOnInItIsWaitedFor() {
        TestProcess process = scenario.startProcess(
                        "slow", Programs.Slow.class, TestProcess.CONFIG, "orders", "answers")
                .awaitSubscribed("gate", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        desk.storeMessage("shop", "orders", scenario.message("n", 1));
        process.awaitOutput("has ");
        AssertionError busy = assertThrows(
                AssertionError.class,
                () -> scenario.waits().within(Duration.ofSeconds(2)).assertNothingPublished("answers"));
        assertTrue(busy.getMessage().contains("a handler of slow on 'orders'"), busy::getMessage);
        desk.storeMessage("shop", "gate", scenario.message("open", true));
        scenario.awaitQuiescent();
        assertEquals(1, desk.getMessagesForTopic("answers").size());
        assertTrue(scenario.events().stream()
                .anyMatch(event -> event.kind() == Kind.STORE && "slow".equals(event.process())));
    }

    @Test
    void faultsReachIt() {
        scenario.startProcess("slow", Programs.Slow.class, TestProcess.CONFIG, "orders", "answers")
                .awaitSubscribed("gate", "orders");
        MessagingBackend desk = scenario.createBackend("desk");
        desk.storeMessage("shop", "gate", scenario.message("open", true));
        scenario.faults().cutInLine("slow");
        desk.storeMessage("shop", "orders", scenario.message("n", 1));
        scenario.faults().partition("desk", "slow");
        desk.storeMessage("shop", "orders", scenario.message("n", 2));
        scenario.faults().heal("desk", "slow");
        scenario.faults().duplicate(delivery -> delivery.to().equals("slow"));
        desk.storeMessage("shop", "orders", scenario.message("n", 3));
        scenario.awaitQuiescent();
        assertEquals(3, scenario.awaitMessages("answers", 3).size());
    }

    @Test
    void killingItEndsItsChildrenToo() {
        TestProcess process =
                scenario.startProcess("parent", Programs.Parent.class).awaitOutput("child ");
        long child = Long.parseLong(process.output().strip().substring("child ".length()));
        process.kill();
        assertFalse(process.isAlive());
        ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
        scenario.awaitEvent(
                event -> event.kind() == Kind.PROCESS && event.detail().equals("ended with exit code 137"));
    }

    @Test
    void stoppingItIsWhatAServiceManagerDoes() {
        TestProcess process = scenario.startProcess("idle", Programs.Idle.class).awaitOutput("idle");
        assertEquals(OptionalInt.empty(), process.exitCode());
        process.stop();
        assertEquals(OptionalInt.of(143), process.exitCode());
        process.stop();
        process.kill();
    }

    @Test
    void aNameIsOneProcessAtATime() {
        TestProcess first = scenario.startProcess("idle", Programs.Idle.class);
        assertThrows(IllegalArgumentException.class, () -> scenario.startProcess("idle", Programs.Idle.class));
        first.kill();
        scenario.startProcess("idle", Programs.Idle.class).awaitOutput("idle");
        scenario.createBackend("agent");
        assertThrows(IllegalArgumentException.class, () -> scenario.startProcess("agent", Programs.Idle.class));
    }

    @Test
    void theClockIsTheTestsOne(TestClock clock) {
        clock.freeze();
        TestProcess process =
                scenario.startProcess("retry", Programs.Retry.class).awaitSubscribed("orders");
        scenario.createBackend("desk").storeMessage("shop", "orders", scenario.message("n", 1));
        process.awaitOutput("attempt at " + clock.instant());
        scenario.awaitEvent(event -> event.kind() == Kind.DELIVERY && event.failed());
        assertEquals(List.of(), scenario.createBackend("desk").getMessagesForTopic("done"));
        clock.advance(Duration.ofHours(1));
        scenario.awaitMessages("done", 1);
        process.awaitOutput("attempt at " + clock.instant());
    }
}
