package io.messaging.cli.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The README's examples, configurations and links are valid. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final String readme = Files.readString(ROOT.resolve("README.md"));

    ReadmeTest() throws IOException {}

    @ParameterizedTest
    @CsvSource({"Example, 0", "Opening, 1", "Agents, 2", "Listener, 3"})
    void examplesAreCompiledHere(String name, int block) throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/messaging/cli/readme/" + name + ".java"));
        Matcher marked = Pattern.compile(" *// docs: \\S+\\n(.*?)\\n *// docs: end", Pattern.DOTALL)
                .matcher(source);
        assertTrue(marked.find(), () -> name + " has an example between // docs: marks");
        assertEquals(marked.group(1).stripIndent().strip(), blocks("java").get(block));
    }

    @Test
    @ResourceLock(Resources.SYSTEM_OUT)
    void exampleDeliversAndStores(@TempDir Path folder) throws IOException {
        Path config = Files.writeString(
                folder.resolve("messaging.json"),
                "{\"backend_module\":\"io.messaging.inmemory\",\"backend_class\":\"InMemoryMessagingBackend\","
                        + "\"backend_config\":{\"broker\":\"readme\"}}");
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            Example.run(config);
        } finally {
            System.setOut(out);
        }
        assertEquals(
                "delivered: {item=tea}\nstored: 1\n",
                printed.toString(StandardCharsets.UTF_8).replace("\r", ""));
    }

    @Test
    void openingMakesAConfigurationForOtherProcesses() {
        try (EmbeddedServer server = EmbeddedServer.start()) {
            Opening.run(server.port()).createBackend().close();
        }
    }

    @Test
    void configurationsAreValid() {
        List<String> configurations = blocks("json");
        assertFalse(configurations.isEmpty(), "the README shows a configuration");
        configurations.forEach(json -> MessagingConfig.fromJson(json).validate());
    }

    @Test
    void linksToFilesLeadSomewhere() {
        Matcher links = Pattern.compile("]\\((?!http)([^)#]+)[)#]").matcher(readme);
        int count = 0;
        while (links.find()) {
            Path target = ROOT.resolve(links.group(1));
            assertTrue(Files.exists(target), () -> "the README links to " + target + ", which is not there");
            count++;
        }
        assertTrue(count > 0, "the README links to further pages");
    }

    private List<String> blocks(String language) {
        Matcher blocks = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(readme);
        List<String> found = new ArrayList<>();
        while (blocks.find()) {
            found.add(blocks.group(1).strip());
        }
        return found;
    }
}
