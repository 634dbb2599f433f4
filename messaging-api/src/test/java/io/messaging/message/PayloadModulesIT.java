package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.ObjectMapper;

/** Typed payloads of a program in a named module, in a JVM of its own. */
class PayloadModulesIT {
    private static final String MAIN = """
            package shop;

            import io.messaging.message.*;
            import java.util.Map;

            public final class Main {
                record Order(String item, int quantity) {}

                public static void main(String[] arguments) {
                    System.out.println(Main.class.getModule().getName());
                    printed(() -> Message.builder(GemstoneGenerator.withRandomMachineId())
                            .payload(new Order("tea", 2)).build().format());
                    printed(() -> Message.fromFields(Map.of("id", 5, "payload", Map.of("item", "tea", "quantity", 2)))
                            .payloadAs(Order.class));
                }

                private static void printed(java.util.function.Supplier<Object> call) {
                    try {
                        System.out.println(call.get());
                    } catch (InvalidMessageException | IllegalStateException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """;

    @TempDir
    private Path work;

    @Test
    void aModuleRequiresDataBindingAndOpensItsTypes() throws Exception {
        assertEquals(
                List.of("shop", "shop.Main$Order", "Order[item=tea, quantity=2]"),
                run("requires tools.jackson.databind; opens shop to tools.jackson.databind;"));
    }

    @Test
    void aModuleThatDoesNotRequireItIsToldSo() throws Exception {
        String remedy = "typed payloads need jackson-databind, which is missing: add the dependency "
                + "tools.jackson.core:jackson-databind, 3.0.0 or newer, and "
                + "'requires tools.jackson.databind' in module-info.java";
        assertEquals(List.of("shop", remedy, remedy), run(""));
    }

    @Test
    void aModuleThatDoesNotOpenItsTypesIsToldSo() throws Exception {
        List<String> output = run("requires tools.jackson.databind;");

        String hint = "opens the package of its types to tools.jackson.databind";
        assertTrue(output.get(1).endsWith(hint), output.get(1));
        assertTrue(output.get(2).endsWith(hint), output.get(2));
    }

    private List<String> run(String requires) throws Exception {
        Path sources = Files.createDirectories(work.resolve("source/shop"));
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        Path module = Files.writeString(
                work.resolve("source/module-info.java"), "module shop { requires io.messaging; " + requires + " }");
        List<String> path = new ArrayList<>();
        for (Class<?> type : List.of(Message.class, JsonParser.class, ObjectMapper.class, JsonProperty.class)) {
            path.add(placeOf(type).toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElse(null);
        assertNotNull(javac, "this test needs a JDK");
        Path classes = work.resolve("classes");
        assertEquals(
                0,
                javac.run(
                        System.out,
                        System.err,
                        "-d",
                        classes.toString(),
                        "--module-path",
                        String.join(File.pathSeparator, path),
                        module.toString(),
                        main.toString()));
        path.add(classes.toString());
        Path output = work.resolve("output.txt");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                        java, "--module-path", String.join(File.pathSeparator, path), "--module", "shop/shop.Main")
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // The JVM reports these on its output.
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(300, TimeUnit.SECONDS), "still running after 300 s");
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
