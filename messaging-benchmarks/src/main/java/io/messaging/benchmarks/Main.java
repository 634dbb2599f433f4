package io.messaging.benchmarks;

import picocli.CommandLine;

/** The entry point of {@code messaging-bench.jar}, which {@code ./messaging bench} runs. */
public final class Main {
    private Main() {}

    /** Runs the command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand())
                .addSubcommand(new MicroCommand())
                .setExpandAtFiles(false);
    }
}
