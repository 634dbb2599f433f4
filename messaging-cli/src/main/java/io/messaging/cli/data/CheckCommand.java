package io.messaging.cli.data;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Terminal;
import io.messaging.store.log.check.CheckReport;
import io.messaging.store.log.check.DirectoryCheck;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code messaging data check}. */
@Command(
        name = "check",
        description = {
            "Reads a data directory, without changing it, and shows what it holds and what is damaged.",
            "",
            "An incomplete tail, left by a killed process or a power loss, is not damage: the next "
                    + "start truncates it. If there is damage, the exit code is 1 and no server will open the "
                    + "directory.",
            ""
        })
public final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "DIR", description = "The directory of the option data_dir, or a copy of it.")
    private Path directory;

    @Mixin
    private FormatOption format;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CheckReport report = DirectoryCheck.check(directory, System.currentTimeMillis());
        new ReportView(terminal, format.value()).show(report);
        if (report.isDamaged()) {
            throw new CommandFailedException(report.directory() + " is damaged in "
                    + Figures.counted(report.damage().size(), "place")
                    + ", so no server opens it; restore it from a backup, or salvage what can be read: "
                    + "./messaging data repair "
                    + directory);
        }
        return ExitCode.OK;
    }
}
