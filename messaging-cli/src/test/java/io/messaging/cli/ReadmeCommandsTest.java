package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.terminal.CapturedTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeCommandsTest {
    @Test
    void everyCommandIsInTheReadmeAndNoOther() throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        Set<String> commands = new TreeSet<>();
        Main.commandLine(CapturedTerminal.ofFile().terminal()).getSubcommands().forEach((name, command) -> {
            if (!command.getCommandSpec().usageMessage().hidden()) {
                commands.add(name);
            }
        });
        Matcher uses = Pattern.compile("\\./messaging ([a-z-]+)").matcher(readme);
        Set<String> named = new TreeSet<>();
        while (uses.find()) {
            named.add(uses.group(1));
        }
        assertFalse(named.isEmpty(), "the README names commands");
        assertTrue(commands.containsAll(named), () -> "the README names " + named + ", there are " + commands);
        assertTrue(named.containsAll(commands), () -> "the README names only " + named + " of " + commands);
    }
}
