package io.messaging.cli.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.Server;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of docs/command-line.md in their order, each with the shell, against one server. */
class DocumentedCommandsIT {
    private static final Pattern EXAMPLE = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void examplesSucceed() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "command-line.md"));
        String[] examples = EXAMPLE.matcher(page)
                .results()
                .map((MatchResult example) -> example.group(1))
                .toArray(String[]::new);
        assertTrue(examples.length > 0, "the page has examples");
        writeScript();
        try (Server server = Server.start()) {
            for (String example : examples) {
                run(example, server);
            }
        }
    }

    private void writeScript() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path script = Files.writeString(
                folder.resolve("messaging"),
                "#!/bin/sh\nexec '" + java + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '"
                        + System.getProperty("messaging.jar") + "' \"$@\"\n");
        assertTrue(script.toFile().setExecutable(true));
    }

    private void run(String example, Server server) throws Exception {
        File output = folder.resolve("output").toFile();
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", example)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        shell.environment().put("MESSAGING_CONFIG", server.config());
        Process process = shell.start();
        process.getOutputStream().close();
        boolean ended = process.waitFor(300, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        assertTrue(ended, () -> "still running: " + example);
        String printed = Files.readString(output.toPath());
        assertEquals(0, process.exitValue(), () -> example + printed);
    }
}
