package io.messaging.cli.tck;

import io.messaging.cli.support.CommandFailedException;
import io.messaging.tck.report.HtmlReport;
import io.messaging.tck.report.JUnitXmlReport;
import io.messaging.tck.report.JsonReport;
import io.messaging.tck.report.TckReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report folder of a run. */
final class ReportFiles {
    private final Path folder;

    private ReportFiles(Path folder) {
        this.folder = folder;
    }

    /** Creates the folder, so that a wrong path fails before the run. */
    static ReportFiles in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CommandFailedException("cannot create the folder --report " + folder + " (" + e + ")", e);
        }
        return new ReportFiles(folder);
    }

    /** Opens the file for what the backend prints and logs. */
    OutputStream openLog() {
        Path file = folder.resolve("backend.log");
        try {
            return Files.newOutputStream(file);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + file + " (" + e + ")", e);
        }
    }

    Path page() {
        return folder.resolve("tck-report.html");
    }

    void write(TckReport report) {
        write(page(), HtmlReport.write(report));
        write(folder.resolve("tck-report.json"), JsonReport.write(report));
        write(folder.resolve("TEST-messaging-tck.xml"), JUnitXmlReport.write(report));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new CommandFailedException("cannot write " + file + " (" + e + ")", e);
        }
    }
}
