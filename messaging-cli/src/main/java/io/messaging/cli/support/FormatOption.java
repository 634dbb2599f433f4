package io.messaging.cli.support;

import picocli.CommandLine.Option;

/** The option for the form of what a command prints. Filled in by picocli, then read. */
public final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (the default), json (indented) or jsonl (one object per line).")
    private OutputFormat format;

    /** Returns the chosen format. */
    public OutputFormat value() {
        return format;
    }
}
