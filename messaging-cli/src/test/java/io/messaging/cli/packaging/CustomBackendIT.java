package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.CliProcess;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The example in {@code examples/custom-backend}, built as its author would: by Maven, from our published artifacts, in
 * a folder of its own. Then the command line tests the jar that came out.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CustomBackendIT {
    private static final long KIT_SECONDS = 600;

    private static ExampleProject project;

    @BeforeAll
    static void copyTheExample() throws IOException {
        project = ExampleProject.copied("custom-backend");
    }

    @Test
    @Order(1)
    void itsOwnBuildRunsTheKitAndPasses() throws IOException, InterruptedException {
        String output = project.build();
        Matcher tests = Pattern.compile("Tests run: (\\d+), Failures: 0, Errors: 0, Skipped: (\\d+)\n")
                .matcher(output);
        assertTrue(tests.find(), output);
        int run = Integer.parseInt(tests.group(1));
        int skipped = Integer.parseInt(tests.group(2));
        assertTrue(run - skipped > 50, () -> "only " + run + " tests, of which " + skipped + " skipped:\n" + output);
    }

    /** Some rules: the build before has run all of them. */
    @Test
    @Order(2)
    void theCommandLineTestsItFromItsJar() {
        try (CliProcess process = CliProcess.start(
                "tck",
                "--config",
                project.folder().resolve("config.json").toString(),
                "--classpath",
                project.folder().resolve("target/custom-backend-1.0.0.jar").toString(),
                "--rules",
                "RD-0?",
                "--rules",
                "SUB-0?")) {
            CliProcess.Result result = process.await(KIT_SECONDS);
            assertEquals(0, result.exitCode(), () -> result.out() + result.err());
            assertTrue(result.out().contains("\nSimpleMessagingBackend passed.\n"), result.out());
        }
    }
}
