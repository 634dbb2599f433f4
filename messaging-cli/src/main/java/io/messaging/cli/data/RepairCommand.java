package io.messaging.cli.data;

import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.terminal.Terminal;
import io.messaging.store.log.check.DirectoryRepair;
import io.messaging.store.log.check.RepairReport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code messaging data repair}. */
@Command(
        name = "repair",
        description = {
            "Salvages what can be read of a damaged data directory, and lists what is lost.",
            "",
            "Without --to, the directory is repaired in place: its files are moved into "
                    + "DIR/before-repair-1 (or -2, ...), which you"
                    + " may delete once all is well. An undamaged directory is not changed. To resume an "
                    + "interrupted repair, run the command "
                    + "again; until then no server opens the directory.",
            ""
        })
public final class RepairCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The directory of the option data_dir.")
    private Path directory;

    @Option(
            names = "--to",
            paramLabel = "NEW",
            description =
                    "Writes what can be read into this directory, which is empty or not there yet, and changes nothing"
                            + " in DIR.")
    private Path target;

    @Mixin
    private FormatOption format;

    RepairCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        long now = System.currentTimeMillis();
        RepairReport report = target == null
                ? DirectoryRepair.repairInPlace(directory, now)
                : DirectoryRepair.repairTo(directory, target, now);
        new ReportView(terminal, format.value()).show(report);
        return ExitCode.OK;
    }
}
