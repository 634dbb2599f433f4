package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/testing.md are parts of tests that are run: those between {@code // docs: name} and the end. */
class TestingPageTest {
    private static final Path SHOP = Path.of("src/test/java/com/example/shop");
    private static final List<Path> SOURCES = List.of(
            SHOP.resolve("ShopTest.java"),
            SHOP.resolve("ShippingMain.java"),
            Path.of("src/test/java/io/messaging/testing/redis/FixturesSample.java"));

    private static Map<String, String> examples() throws IOException {
        Map<String, String> examples = new LinkedHashMap<>();
        for (Path file : SOURCES) {
            Matcher found = Pattern.compile(" *// docs: (?!end)(\\S+)\\n(.*?)\\n *// docs: end", Pattern.DOTALL)
                    .matcher(Files.readString(file).replace("\r", ""));
            while (found.find()) {
                examples.put(found.group(1), found.group(2).stripIndent().strip());
            }
        }
        return examples;
    }

    private static List<String> blocks() throws IOException {
        return Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/testing.md")).replace("\r", ""))
                .results()
                .map(block -> block.group(1).strip())
                .toList();
    }

    @Test
    void everyExampleIsATestThatIsRun() throws IOException {
        Map<String, String> examples = examples();
        for (String block : blocks()) {
            assertTrue(examples.containsValue(block), () -> "stands in no source between // docs: marks:\n" + block);
        }
    }

    @Test
    void everyMarkedTestIsAnExample() throws IOException {
        List<String> blocks = blocks();
        assertEquals(
                List.of(),
                examples().entrySet().stream()
                        .filter(example -> !blocks.contains(example.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }
}
