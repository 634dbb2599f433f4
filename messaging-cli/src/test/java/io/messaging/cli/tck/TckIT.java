package io.messaging.cli.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import io.messaging.testsupport.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit run from the finished jar. All rules on all backends are for the backends' own tests. */
class TckIT {
    private static final long KIT_SECONDS = 1_200;

    @TempDir
    private Path folder;

    private static CliProcess.Result tck(String... args) {
        String[] command = Stream.concat(Stream.of("tck"), Stream.of(args)).toArray(String[]::new);
        try (CliProcess process = CliProcess.start(command)) {
            return process.await(KIT_SECONDS);
        }
    }

    private static CliProcess.Result memory(String... args) {
        return tck(Stream.concat(
                        Stream.of(
                                "--backend-module",
                                "io.messaging.inmemory",
                                "--backend-class",
                                "InMemoryMessagingBackend"),
                        Stream.of(args))
                .toArray(String[]::new));
    }

    @Test
    void theInMemoryBackendPasses() throws IOException {
        Path report = folder.resolve("deep/report");
        CliProcess.Result result =
                memory("--rules", "RD-0?", "--rules", "SUB-0?", "--report", report.toString(), "--seed", "4711");
        assertEquals(0, result.exitCode(), () -> result.out() + result.err());
        assertTrue(result.out().contains("\nInMemoryMessagingBackend passed.\n18 rules: 18 passed.\n"), result.out());
        assertTrue(result.out().contains("seed 4711, again with --seed 4711."), result.out());
        assertEquals("", result.err(), "what the kit makes the backend log stays out of the way");
        assertTrue(Files.readString(report.resolve("backend.log")).contains("seed 4711"), "the log is kept");
        for (String file : new String[] {"tck-report.html", "tck-report.json", "TEST-messaging-tck.xml"}) {
            assertTrue(Files.size(report.resolve(file)) > 1_000, file);
        }
        String json = report.resolve("tck-report.json").toString();
        CliProcess.Result compared = tck("--compare", json, json);
        assertEquals(0, compared.exitCode(), compared.err());
        assertTrue(compared.out().contains("\nRD-03   pass  pass  "), compared.out());
    }

    @Test
    void theEmbeddedBackendPassesWithAnotherProcessAndWithConnectionsThatAreCut() throws IOException {
        Path config = Files.writeString(
                folder.resolve("embedded.json"),
                "{\"backend_module\":\"io.messaging.embedded\",\"backend_class\":\"EmbeddedMessagingBackend\","
                        + "\"backend_config\":{\"port\":" + Ports.free() + "}}");
        CliProcess.Result result = tck("--config", config.toString(), "--rules", "CON-*", "--rules", "LIFE-*");
        assertEquals(0, result.exitCode(), () -> result.out() + result.err());
        assertTrue(result.out().contains("\nCON-04   passed "), result.out());
        assertTrue(result.out().contains("\nLIFE-05  passed "), result.out());
    }

    @Test
    void aWaiverThatIsNotNeededFailsTheRun() throws IOException {
        Path waivers = Files.writeString(folder.resolve("waivers"), "RD-02 | 9999-12-31 | we thought so\n");
        CliProcess.Result result = memory("--rules", "RD-02", "--waivers", waivers.toString());
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.out().contains("RD-02 is waived and passes: remove its waiver"), result.out());
    }

    @Test
    void aWaiverOfAnUnknownRuleIsAUsageError() throws IOException {
        Path waivers = Files.writeString(folder.resolve("waivers"), "RD-99 | 9999-12-31 | we thought so\n");
        CliProcess.Result result = memory("--rules", "RD-02", "--waivers", waivers.toString());
        assertEquals(2, result.exitCode(), result.err());
        assertTrue(result.err().contains("line 1: there is no rule 'RD-99'"), result.err());
    }

    @Test
    void rulesThatDoNotApplyAreNoPass() {
        CliProcess.Result result = memory("--rules", "LIFE-05");
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.out().contains("no rule applied, so nothing was checked"), result.out());
        assertTrue(result.out().contains("the backend does not declare RECONNECT"), result.out());
    }

    @Test
    void aBackendThatCannotBeOpenedIsAFailureInOneLine() throws IOException {
        CliProcess.Result result = tck(
                "--config-json",
                "{\"backend_module\":\"io.messaging.embedded\",\"backend_class\":\"EmbeddedMessagingBackend\","
                        + "\"backend_config\":{\"auto_start_server\":false,\"port\":" + Ports.free() + "}}");
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("no messaging server answers on"), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }
}
