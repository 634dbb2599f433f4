package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.cli.terminal.CapturedTerminal;
import io.messaging.embedded.EmbeddedServerOptions;
import io.messaging.spi.FactoryOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    private static final List<String> TALK_TO_A_BACKEND = List.of(
            "demo",
            "store",
            "messages",
            "subscribe",
            "topics",
            "subscribers",
            "clients",
            "dead-letters",
            "stats",
            "ping",
            "tck");

    static Stream<String> commands() {
        return Main.commandLine(CapturedTerminal.ofFile().terminal()).getSubcommands().keySet().stream();
    }

    @Test
    void commandsAreCalledWhatTheirHelpSays() {
        List<String> typed =
                Subcommand.all().stream().map(Subcommand::commandName).toList();
        assertEquals(typed, commands().toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aProgramThatRunsACommandBuildsNoOther(String command) {
        assertEquals(
                List.of(command),
                Subcommand.neededFor(command, "--help").stream()
                        .map(Subcommand::commandName)
                        .toList());
    }

    @Test
    void whatIsNoCommandIsJudgedByAll() {
        assertEquals(Subcommand.all(), Subcommand.neededFor());
        assertEquals(Subcommand.all(), Subcommand.neededFor("--help"));
        assertEquals(Subcommand.all(), Subcommand.neededFor("--stacktrace", "ping"));
        assertEquals(Subcommand.all(), Subcommand.neededFor("pong"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExitCodes(String command) {
        InProcess.Result result = InProcess.run(command, "--help");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().startsWith("Usage: messaging " + command), result.out());
        assertTrue(result.out().contains("Exit codes:"), result.out());
        assertTrue(result.out().contains("--stacktrace"), result.out());
    }

    @ParameterizedTest
    @FieldSource("TALK_TO_A_BACKEND")
    void commandsThatTalkToABackendTakeItsConfiguration(String command) {
        String help = InProcess.run(command, "--help").out();
        for (String option : List.of("--config=", "--config-json=", "--backend-module=", "--host=", "--port=")) {
            assertTrue(help.contains(option), () -> option + " is not in the help:\n" + help);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsTheTerminal(String command) {
        for (int columns : new int[] {80, 120}) {
            InProcess.runOnColumns(columns, command, "--help")
                    .out()
                    .lines()
                    .forEach(line -> assertTrue(line.length() <= columns, () -> "wider than " + columns + ": " + line));
        }
    }

    @Test
    void overviewNamesTheCommandsButNotTheInternalOne() {
        String help = InProcess.run("--help").out();
        for (String command : TALK_TO_A_BACKEND) {
            assertTrue(help.contains("\n  " + command), () -> command + " is not in the help:\n" + help);
        }
        assertTrue(!help.contains("demo-worker"), help);
    }

    @Test
    void withoutACommandTheHelpIsAnError() {
        InProcess.Result result = InProcess.run();
        assertEquals(2, result.exitCode());
        assertEquals("", result.out());
        assertTrue(result.err().contains("Usage: messaging"), result.err());
    }

    /** A token in a process list would be for all to see. */
    @Test
    void serveHasAFlagForEachOptionOfAServerButTheToken() {
        String help = InProcess.run("serve", "--help").out();
        for (FactoryOption<?> option : EmbeddedServerOptions.descriptions()) {
            String flag = "--" + option.name().replace('_', '-');
            assertEquals(
                    !flag.equals("--token"), help.matches("(?s).*" + flag + "[= \\n].*"), () -> flag + " in:\n" + help);
        }
    }
}
