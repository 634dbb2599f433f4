package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar without the script, in locales that are not installed: what is typed counts, or is refused. */
@EnabledOnOs(OS.LINUX)
class LocaleIT {
    private static final String CLEAR = "clear --config-json '{\"backend_module\":\"io.messaging.inmemory\","
            + "\"backend_class\":\"InMemoryMessagingBackend\"}' --topic \"$(printf '%b' 'TOPIC')\"";

    /** A copy, since a JVM in such a locale cannot open a file whose path has other letters. */
    @TempDir
    private static Path folder;

    @BeforeAll
    static void copyTheJar() throws IOException {
        Files.copy(Path.of(System.getProperty("messaging.jar")), folder.resolve("messaging.jar"));
    }

    private record Result(int exitCode, String out, String err) {}

    /** The shell writes the bytes, so that the locale of the test's own JVM has no say. */
    private static Result run(String setting, String topic) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                "exec '" + java + "' -jar '" + folder.resolve("messaging.jar") + "' " + CLEAR.replace("TOPIC", topic);
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of("sh", "-c", command)));
        List.of("LC_ALL", "LC_CTYPE", "LANG", "MESSAGING_CONFIG", "JAVA_TOOL_OPTIONS")
                .forEach(builder.environment()::remove);
        if (!setting.isEmpty()) {
            builder.environment().put(setting.split("=")[0], setting.split("=")[1]);
        }
        Process process = builder.start();
        byte[] out = process.getInputStream().readAllBytes();
        byte[] err = process.getErrorStream().readAllBytes();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the command still runs");
        return new Result(
                process.exitValue(), new String(out, StandardCharsets.UTF_8), new String(err, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LANG=xx_XX.UTF-8", "LC_ALL=POSIX"})
    void aTopicInUtf8IsTakenAsItIsTyped(String setting) throws Exception {
        Result result = run(setting, "m\\0303\\0274nchen \\0360\\0237\\0232\\0200");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().endsWith(" of topic münchen 🚀\n"), result.out());
    }

    @Test
    void bytesOfAnotherEncodingAreRefused() throws Exception {
        Result result = run("LANG=xx_XX.ISO-8859-1", "m\\0374nchen");
        assertEquals(2, result.exitCode(), result.out());
        assertTrue(result.err().startsWith("messaging: argument "), result.err());
        assertTrue(result.err().contains("set LC_ALL to an installed UTF-8 locale"), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }
}
