package io.messaging.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import io.messaging.cli.Server;
import io.messaging.testsupport.Ports;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoIT {
    private static final long END_SECONDS = 60;
    private static final String MANY_TASKS = "20000";

    @Test
    void everyTaskIsDoneAndTheSummarySaysBywhom() {
        CliProcess.Result result = CliProcess.run("demo", "--workers", "2", "--tasks", "60");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals("", result.err());
        assertTrue(result.out().contains("60 of 60 tasks done"), result.out());
        assertTrue(result.out().contains("60 tasks done by 2 processes"), result.out());
        // As many primes as there are below 600,000.
        assertTrue(result.out().contains("49,098 primes below 600,000, which is correct"), result.out());
        for (String part : List.of("worker 1", "worker 2", "P50", "P90", "P99", "MAX", "round trip, urgent tasks")) {
            assertTrue(result.out().contains(part), () -> part + " is not in:\n" + result.out());
        }
        assertTrue(!result.out().contains("\u001b"), "escape sequences in a file");
    }

    @Test
    void oneTaskForManyWorkersIsEnough() {
        CliProcess.Result result = CliProcess.run("demo", "--workers", "4", "--tasks", "1");
        assertEquals(0, result.exitCode(), result.err());
    }

    @Test
    void configurationOfTheEnvironmentIsUsed() {
        try (Server server = Server.start();
                CliProcess demo =
                        CliProcess.start(Map.of("MESSAGING_CONFIG", server.config()), "demo", "--tasks", "30")) {
            CliProcess.Result result = demo.await();
            assertEquals(0, result.exitCode(), result.err());
            assertTrue(result.out().contains(" at 127.0.0.1:" + server.port()), result.out());
            // Three of its own, and those of the three workers, on the shared server.
            assertTrue(server.stats().contains("messages"), server.stats());
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "KILL, 137"})
    void noWorkerOutlivesTheDemo(String signal, int exitCode) throws Exception {
        try (CliProcess demo = CliProcess.start("demo", "--tasks", MANY_TASKS)) {
            demo.awaitOut(line -> line.contains("3 workers ready"));
            List<ProcessHandle> workers = demo.children();
            assertEquals(3, workers.size());
            demo.signal(signal);
            CliProcess.Result result = demo.await();
            assertEquals(exitCode, result.exitCode());
            for (ProcessHandle worker : workers) {
                worker.onExit().get(END_SECONDS, TimeUnit.SECONDS);
            }
            assertEquals("", result.err(), "an interruption is no failure");
        }
    }

    @Test
    void workerThatDiesFailsTheDemoAndTakesTheOthersAlong() throws Exception {
        try (CliProcess demo = CliProcess.start("demo", "--tasks", MANY_TASKS)) {
            demo.awaitOut(line -> line.contains("3 workers ready"));
            List<ProcessHandle> workers = demo.children();
            CliProcess.signal(workers.get(0), "KILL");
            CliProcess.Result result = demo.await();
            assertEquals(1, result.exitCode());
            assertTrue(
                    result.err().contains("(process " + workers.get(0).pid() + ") ended early, with exit code 137"),
                    result.err());
            for (ProcessHandle worker : workers) {
                worker.onExit().get(END_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void nobodyOnThePortIsExplainedWhenNoServerMayBeStarted() {
        String config = Server.config(Ports.free(), false);
        CliProcess.Result result = CliProcess.run("demo", "--config-json", config);
        assertEquals(1, result.exitCode());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }
}
