package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.testsupport.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** A test's JVM that is killed takes its processes with it, and theirs. */
class OrphansIT {
    private static final long MOST_MILLIS = 60_000;

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
            while (processes.stream().anyMatch(OrphansIT::runs) && millisSince(begin) < MOST_MILLIS) {
                LockSupport.parkNanos(1_000_000); // the JDK's own onExit looks at strangers' processes rarely
            }
            long millis = millisSince(begin);
            assertEquals(List.of(), processes.stream().filter(OrphansIT::runs).toList());
            reporter.publishEntry("all processes gone after", millis + " ms");
        } finally {
            tests.destroyForcibly();
        }
    }

    /** One that has ended is listed until the system's first process collects it, but has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static long millisSince(long beginNanos) {
        return (System.nanoTime() - beginNanos) / 1_000_000;
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
