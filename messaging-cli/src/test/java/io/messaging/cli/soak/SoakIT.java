package io.messaging.cli.soak;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run: {@code messaging.soak.minutes}, a tenth of one unless told otherwise. */
class SoakIT {
    private static final String MINUTES = System.getProperty("messaging.soak.minutes", "0.1");

    /** Guards against a hang. */
    private static final long EXTRA_SECONDS = 600;

    @Test
    void everyMessageIsAccountedForAndTheReportSaysSo(@TempDir Path folder) throws IOException {
        try (CliProcess soak = CliProcess.start(
                "soak", "--minutes", MINUTES, "--no-heap", "--clients", "6", "--report", folder.toString())) {
            CliProcess.Result result = soak.await((long) (Double.parseDouble(MINUTES) * 60) + EXTRA_SECONDS);
            assertEquals(0, result.exitCode(), () -> result.out() + result.err());
            assertEquals("", result.err());
            assertTrue(result.out().startsWith("seed: "), result.out());
            assertTrue(result.out().contains("none lost, none duplicated, none out of order"), result.out());
        }
        String json = Files.readString(folder.resolve("soak-report.json"));
        assertTrue(json.contains("\"good\" : true") && json.contains("\"lost\" : 0"), json);
        assertTrue(Files.readString(folder.resolve("soak-report.txt")).contains("messages stored"));
    }

    @Test
    void lengthsThatMakeNoSenseAreRefused() {
        CliProcess.Result result = CliProcess.run("soak", "--minutes", "0");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("--minutes is 0.0; it goes from 0.1"), result.err());
    }
}
