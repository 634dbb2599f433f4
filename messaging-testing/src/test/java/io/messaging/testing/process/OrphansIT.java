package io.messaging.testing.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.testsupport.Await;
import io.messaging.testsupport.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A test's JVM that is killed takes its processes with it, and theirs. */
class OrphansIT {
    @Test
    void noProcessOutlivesAKilledTest(TestReporter reporter) throws Exception {
        Process tests =
                ChildProcess.java(OrphanSample.class).redirectErrorStream(true).start();
        try {
            List<ProcessHandle> processes = awaitPids(tests).stream()
                    .map(ProcessHandle::of)
                    .flatMap(Optional::stream)
                    .toList();
            assertEquals(4, processes.stream().filter(OrphansIT::runs).count());
            long begin = System.nanoTime();
            tests.destroyForcibly().waitFor(); // SIGKILL
            assertEquals(137, tests.exitValue());
            // onExit() polls processes that are not children of this JVM rarely.
            Await.until(
                    () -> "still running: "
                            + processes.stream().filter(OrphansIT::runs).toList(),
                    () -> processes.stream().noneMatch(OrphansIT::runs));
            long millis = (System.nanoTime() - begin) / 1_000_000;
            reporter.publishEntry("all processes gone after", millis + " ms");
        } finally {
            tests.destroyForcibly();
        }
    }

    /** One that has ended is listed until the system's first process collects it, but has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static List<Long> awaitPids(Process tests) throws IOException {
        BufferedReader reader = tests.inputReader();
        StringBuilder printed = new StringBuilder();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith(OrphanSample.PIDS)) {
                return Arrays.stream(line.substring(OrphanSample.PIDS.length()).split(" "))
                        .map(Long::valueOf)
                        .toList();
            }
            printed.append(line).append('\n');
        }
        throw new AssertionError("the tests ended too early:\n" + printed);
    }
}
