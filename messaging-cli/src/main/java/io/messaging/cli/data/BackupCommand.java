package io.messaging.cli.data;

import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import io.messaging.store.log.check.CheckReport;
import io.messaging.store.log.check.DirectoryBackup;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code messaging data backup}. */
@Command(
        name = "backup",
        description = {
            "Copies a data directory, also while a server uses it, and checks the copy.",
            "",
            "The copy has everything that was stored when the command started, and perhaps what was stored meanwhile. A server"
                    + " starts on it as on the original. Copying the files of a live directory by other means may give a copy that no"
                    + " server opens.",
            ""
        })
public final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(index = "0", paramLabel = "DIR", description = "The directory of the option data_dir.")
    private Path directory;

    @Parameters(index = "1", paramLabel = "NEW", description = "A directory that is empty or not there yet.")
    private Path target;

    @Mixin
    private FormatOption format;

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CheckReport copy = DirectoryBackup.backup(directory, target, System.currentTimeMillis());
        if (format.value() == OutputFormat.TABLE) {
            terminal.say("copied " + Figures.counted(copy.records(), "record") + ", "
                    + Figures.bytes(copy.segmentBytes()) + ", to " + copy.directory());
        } else {
            new ReportView(terminal, format.value()).show(copy);
        }
        return ExitCode.OK;
    }
}
