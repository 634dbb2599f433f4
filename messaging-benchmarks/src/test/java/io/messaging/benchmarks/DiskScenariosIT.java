package io.messaging.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The scenarios with a data directory run, with few messages, and have a figure for each bar. */
@Tag("thorough")
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class DiskScenariosIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "disk-cost, pipelined delivery, 1",
        "disk-delivery, pipelined delivery, 2",
        "disk-forced, forced stores, 2",
        "disk-log, append and read, 1",
        "disk-start, start with 50000 messages, 1",
        "disk-compaction, p99 of stores, 1",
        "disk-ten-million, 500000 messages stored and read, 1"
    })
    void quickRunHasAFigureForEachBar(String scenario, String verdict, int atLeast) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        assertEquals(
                0,
                commandLine.execute("--quick", "--rounds", "1", "--scenarios", scenario, "--width", "150"),
                err::toString);
        long found =
                out.toString().lines().filter(line -> line.contains(verdict)).count();
        assertTrue(found >= atLeast, () -> found + " lines with '" + verdict + "' in:\n" + out);
    }
}
