package io.messaging.cli;

import io.messaging.cli.support.AnyValueCommandLine;
import io.messaging.cli.support.Converters;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FailureReport;
import io.messaging.cli.support.ProgramArguments;
import io.messaging.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The entry point of {@code messaging.jar}; every command is a subcommand of this one. */
@Command(
        name = "messaging",
        description = {"Runs, tests and inspects messaging backends.", ""},
        footer = {
            "",
            "Commands that talk to a backend take --config FILE, --config-json JSON, or --host and --port; without any"
                    + " of these, the JSON in the environment variable MESSAGING_CONFIG is used, and if that is "
                    + "not set, "
                    + "the embedded server on 127.0.0.1:31134. See 'messaging COMMAND --help'.",
            "",
            "If a value starts with -, write --option=VALUE."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        scope = ScopeType.LOCAL)
final class Main implements Callable<Integer> {
    private static final int NARROWEST_HELP = 60;
    private static final int WIDEST_HELP = 120;
    private static final int USUAL_HELP = 80;

    @Spec
    private CommandSpec spec;

    @Option(names = "--stacktrace", scope = ScopeType.INHERIT, description = "Prints the stack trace of a failure.")
    private boolean stackTrace;

    private Main() {}

    public static void main(String[] args) {
        quietLog();
        Terminal terminal = Terminal.ofProcess();
        int exitCode = execute(terminal, args);
        terminal.out().flush();
        System.exit(exitCode);
    }

    private static int execute(Terminal terminal, String[] args) {
        String[] typed;
        try {
            typed = ProgramArguments.ofProcess(args);
        } catch (IllegalArgumentException e) {
            terminal.note(terminal.errStyle().red("messaging:") + " " + e.getMessage());
            return ExitCode.USAGE;
        }
        return commandLine(terminal, Subcommand.neededFor(typed)).execute(typed);
    }

    /** Log records take one line here; a property given to the JVM has precedence. */
    private static void quietLog() {
        String format = "java.util.logging.SimpleFormatter.format";
        if (System.getProperty(format) == null) {
            System.setProperty(format, "%4$s: %5$s%n");
        }
    }

    /** Returns a command line with all commands. */
    static CommandLine commandLine(Terminal terminal) {
        return commandLine(terminal, Subcommand.all());
    }

    private static CommandLine commandLine(Terminal terminal, List<Subcommand> commands) {
        Main main = new Main();
        AnyValueCommandLine commandLine = new AnyValueCommandLine(main);
        commands.forEach(command -> commandLine.addSubcommand(command.create(terminal)));
        FailureReport failures = new FailureReport(terminal, () -> main.stackTrace);
        commandLine
                .takeAnyValue()
                .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(terminal.outStyle().scheme())
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setUsageHelpWidth(helpWidth(terminal.width()));
        Converters.register(commandLine);
        completeHelp(commandLine);
        return commandLine;
    }

    private static int helpWidth(int columns) {
        return columns == Terminal.UNLIMITED ? USUAL_HELP : Math.max(NARROWEST_HELP, Math.min(WIDEST_HELP, columns));
    }

    /** Adds the common options and exit codes to the help of every command. */
    private static void completeHelp(CommandLine command) {
        UsageMessageSpec help = command.getCommandSpec().usageMessage();
        help.exitCodeListHeading("%nExit codes:%n").exitCodeList(ExitCode.descriptions());
        help.sortOptions(false).abbreviateSynopsis(true);
        if (command.getParent() != null) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
        }
        command.getSubcommands().values().forEach(Main::completeHelp);
    }

    /** Without a command, lists the commands. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"messaging " + (version == null ? "(not packaged)" : version)};
        }
    }
}
