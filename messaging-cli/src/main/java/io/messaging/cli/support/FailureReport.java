package io.messaging.cli.support;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingException;
import io.messaging.cli.terminal.DisplayText;
import io.messaging.cli.terminal.Terminal;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reports a failure to the user in one or two lines, and chooses the exit code. Thread-safe. */
public final class FailureReport implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;
    private final BooleanSupplier wantsStackTrace;

    /** Reports on the terminal's standard error, with a stack trace if the user asked for one. */
    public FailureReport(Terminal terminal, BooleanSupplier wantsStackTrace) {
        this.terminal = terminal;
        this.wantsStackTrace = wantsStackTrace;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        Throwable cause = unwrap(failure);
        report(command, sentence(cause));
        if (wantsStackTrace.getAsBoolean()) {
            cause.printStackTrace(terminal.err());
        }
        // argument checks of the contract, such as of a blank topic, concern the user's input
        boolean usage = cause instanceof MessagingConfigurationException || cause instanceof IllegalArgumentException;
        if (cause instanceof UsageException) {
            pointToHelp(command);
        }
        return usage ? ExitCode.USAGE : ExitCode.FAILURE;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        report(
                command,
                failure instanceof UnmatchedArgumentException unmatched ? sentence(unmatched) : failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, command.getErr())) {
            pointToHelp(command);
        }
        return ExitCode.USAGE;
    }

    private void pointToHelp(CommandLine command) {
        terminal.note("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }

    private static String sentence(UnmatchedArgumentException failure) {
        String argument = failure.getUnmatched().get(0);
        boolean command = !failure.getCommandLine().getSubcommands().isEmpty();
        return (failure.isUnknownOption() ? "unknown option" : command ? "unknown command" : "unexpected argument")
                + " '" + argument + "'";
    }

    private void report(CommandLine command, String sentence) {
        String name = command.getCommandSpec().qualifiedName();
        terminal.note(terminal.errStyle().red(name + ":") + " " + DisplayText.printable(sentence));
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String sentence(Throwable failure) {
        boolean expected = failure instanceof MessagingException
                || failure instanceof IllegalArgumentException
                || failure instanceof UnsupportedOperationException;
        if (expected && failure.getMessage() != null) {
            return failure.getMessage();
        }
        return "unexpected " + failure + "; run it again with --stacktrace to see where";
    }
}
