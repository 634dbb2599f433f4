package io.messaging.cli.data;

import io.messaging.cli.support.UsageException;
import io.messaging.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code messaging data}. */
@Command(
        name = "data",
        description = {"Checks, copies and repairs the data directory of an embedded server (data_dir).", ""},
        footer = {"", "See 'messaging data COMMAND --help'."})
public final class DataCommand implements Callable<Integer> {
    private DataCommand() {}

    /** Creates the command, with its subcommands. */
    public static CommandLine commandLine(Terminal terminal) {
        return new CommandLine(new DataCommand())
                .addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new BackupCommand(terminal))
                .addSubcommand(new RepairCommand(terminal));
    }

    @Override
    public Integer call() {
        throw new UsageException("nothing to do; give one of 'check DIR', 'backup DIR NEW' and 'repair DIR'");
    }
}
