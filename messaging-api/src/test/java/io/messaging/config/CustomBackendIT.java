package io.messaging.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.testsupport.ChildProcess;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;

/**
 * A backend by somebody else, in a jar of its own, is found in a JVM of its own: on the class path by its
 * {@code META-INF/services}, on the module path by its {@code provides}. The program that uses it gets its
 * configuration from the environment. Sources of both are in {@code src/test/resources/custom-backend}.
 */
class CustomBackendIT {
    private static final String MAIN = "custom.app.Main";
    private static final String CONFIG = MessagingConfig.of(Map.of(
                    "backend_module", "custom.backend",
                    "backend_class", "CustomBackend",
                    "backend_config", Map.of("max_bytes", 2_000)))
            .toJson();

    @TempDir
    private static Path work;

    private static List<Path> contract;
    private static Path backendJar;
    private static Path appJar;

    @BeforeAll
    static void buildTheJars() throws Exception {
        contract = List.of(placeOf(MessagingBackend.class), placeOf(JacksonException.class));
        Path backend = compile("custom.backend");
        Path services = backend.resolve("META-INF/services/" + MessagingBackendFactory.class.getName());
        Files.createDirectories(services.getParent());
        Files.writeString(services, "custom.backend.CustomBackendFactory\n");
        backendJar = jar("custom.backend", backend);
        appJar = jar("custom.app", compile("custom.app"));
    }

    @Test
    void aCustomBackendIsFoundOnTheClassPath() throws Exception {
        ChildProcess.Result result = run(CONFIG, "-cp", path(backendJar, appJar), MAIN);

        assertEquals(
                List.of(
                        "program in a named module: false",
                        "problems: []",
                        "backend: custom.backend.CustomBackend",
                        "backend in a named module: false",
                        "largest message: 2000",
                        "read back: true"),
                result.output().lines().toList());
        assertEquals(0, result.exitCode());
    }

    @Test
    void aCustomBackendIsFoundOnTheModulePath() throws Exception {
        ChildProcess.Result result =
                run(CONFIG, "--module-path", path(backendJar, appJar), "--module", "custom.app/" + MAIN);

        assertEquals(
                List.of(
                        "program in a named module: true",
                        "problems: []",
                        "backend: custom.backend.CustomBackend",
                        "backend in a named module: true",
                        "largest message: 2000",
                        "read back: true"),
                result.output().lines().toList());
        assertEquals(0, result.exitCode());
    }

    @Test
    void withoutItsJarTheErrorSaysWhatToAdd() throws Exception {
        ChildProcess.Result result = run(CONFIG, "-cp", path(appJar), MAIN);

        String output = result.output();
        assertTrue(
                output.contains("no backend answers to backend_module 'custom.backend', backend_class 'CustomBackend': "
                        + "none was found; correct the name, or add the jar with the backend to the class path"),
                output);
        assertEquals(1, result.exitCode());
    }

    @Test
    void aBadConfigurationInTheEnvironmentIsReportedWithTheVariablesName() throws Exception {
        ChildProcess.Result result = run("[]", "-cp", path(backendJar, appJar), MAIN);

        String output = result.output();
        assertTrue(
                output.contains(
                        "environment variable MESSAGING_CONFIG: the configuration is a list, not a JSON object"),
                output);
        assertEquals(1, result.exitCode());
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String path(Path... more) {
        return Stream.concat(contract.stream(), Arrays.stream(more))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path compile(String module) throws Exception {
        Path sources = Path.of(
                CustomBackendIT.class.getResource("/custom-backend/" + module).toURI());
        Path classes = work.resolve(module);
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "--module-path", path()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        runTool("javac", arguments);
        return classes;
    }

    private static Path jar(String name, Path classes) {
        Path jar = work.resolve(name + ".jar");
        runTool("jar", List.of("--create", "--file", jar.toString(), "-C", classes.toString(), "."));
        return jar;
    }

    private static void runTool(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElse(null);
        assertNotNull(tool, () -> "this test needs a JDK: " + System.getProperty("java.home") + " has no " + name);
        assertEquals(
                0, tool.run(System.out, System.err, arguments.toArray(String[]::new)), () -> name + " " + arguments);
    }

    private static ChildProcess.Result run(String config, String... arguments) throws Exception {
        ProcessBuilder builder = ChildProcess.java(arguments);
        builder.environment().put(MessagingConfig.ENVIRONMENT_VARIABLE, config);
        return ChildProcess.run(builder, 300);
    }
}
