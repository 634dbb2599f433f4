package io.messaging.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.json.JsonText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(value = 600, unit = TimeUnit.SECONDS)
class BenchCommandIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private int run(String... args) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return commandLine.execute(args);
    }

    @Test
    @SuppressWarnings("unchecked")
    void quickRunPrintsTheBarTableAndWritesJsonAndPage() throws Exception {
        int exitCode = run(
                "--quick",
                "--rounds",
                "2",
                "--scenarios",
                "in-memory,heap",
                "--width",
                "120",
                "--report",
                folder.toString());
        assertEquals(0, exitCode, err::toString);
        assertTrue(out.toString().contains("heap per message - JSON bytes"), out::toString);
        assertTrue(out.toString().contains("in-memory store + delivery / bare map"), out::toString);
        Map<String, Object> json = (Map<String, Object>) JsonText.parse(Files.readString(folder.resolve("bench.json")));
        List<Map<String, Object>> scenarios = (List<Map<String, Object>>) json.get("scenarios");
        assertEquals(
                List.of("in-memory", "heap"),
                scenarios.stream().map(scenario -> scenario.get("name")).toList());
        assertTrue(Files.readString(folder.resolve("bench.html")).endsWith("</html>\n"));
    }

    @Test
    void unknownScenarioIsNamedWithThoseThereAre() {
        assertEquals(2, run("--scenarios", "sync-store,nothing"));
        assertTrue(err.toString().contains("'nothing'; there are sync-store, "), err::toString);
    }

    @Test
    void zeroRoundsAreRefused() {
        assertEquals(2, run("--rounds", "0"));
        assertTrue(err.toString().contains("--rounds is 0; at least 1 is needed."), err::toString);
    }

    @Test
    void listNamesEveryScenarioOfTheBarTable() {
        assertEquals(0, run("--list"));
        for (String name : List.of("sync-store", "pipelined", "fan-out", "in-process", "in-memory", "tail-read")) {
            assertTrue(out.toString().contains(name), out::toString);
        }
    }
}
