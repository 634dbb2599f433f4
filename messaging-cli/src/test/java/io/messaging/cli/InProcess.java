package io.messaging.cli;

import io.messaging.cli.terminal.CapturedTerminal;

/** Runs commands in the test's own JVM. */
public final class InProcess {
    public record Result(int exitCode, String out, String err) {}

    private InProcess() {}

    public static Result run(String... args) {
        return run(CapturedTerminal.ofFile(), args);
    }

    public static Result runOnColumns(int columns, String... args) {
        return run(CapturedTerminal.ofColumns(columns), args);
    }

    public static Result run(CapturedTerminal terminal, String... args) {
        int exitCode = Main.commandLine(terminal.terminal()).execute(args);
        return new Result(exitCode, terminal.out(), terminal.err());
    }
}
