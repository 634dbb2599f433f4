package io.messaging.cli.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.cli.CliProcess;
import io.messaging.cli.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --watch} in a process of its own. */
class WatchIT {
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void anInterruptionEndsItWithExitCodeZero(String signal) {
        try (Server server = Server.start();
                CliProcess watch = server.client("stats", "--watch", "0.1")) {
            watch.awaitOut(String::isEmpty);
            watch.signal(signal);
            CliProcess.Result result = watch.await();
            assertEquals(0, result.exitCode());
            assertEquals("", result.err());
        }
    }

    @Test
    void aServerThatGoesAwayIsReportedAndTheCommandGoesOn() {
        try (Server server = Server.start();
                CliProcess watch = server.client("topics", "--watch", "0.1")) {
            watch.awaitOut(String::isEmpty);
            server.process().signal("TERM");
            watch.awaitErr(line -> line.startsWith("warning: ") && line.endsWith("; trying again"));
            watch.signal("TERM");
            assertEquals(0, watch.await().exitCode());
        }
    }
}
