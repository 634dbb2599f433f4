package io.messaging.cli.tck;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.terminal.Terminal;
import io.messaging.config.MessagingConfig;
import io.messaging.tck.report.TckReport;
import io.messaging.tck.report.Waivers;
import io.messaging.tck.run.TckRunner;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging tck}. */
@Command(
        name = "tck",
        description = {
            "Runs the compatibility kit on a backend and reports the outcome of each rule.",
            "",
            "The exit code is 0 only if every MUST rule that applies to the backend passed or is validly waived.",
            "",
            "A waiver is a line 'RULE | YYYY-MM-DD | reason', valid up to that day. A waived"
                    + " rule that passes, or a waiver that has expired, fails the run.",
            ""
        })
public final class TckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private BackendOptions backendOptions;

    @Option(names = "--rules", paramLabel = "PATTERN", description = "Only rules such as RD-03 or SUB-*; repeatable.")
    private List<String> rules = List.of();

    @Option(names = "--seed", paramLabel = "N", description = "Repeats a run with the seed that it reported.")
    private Long seed;

    @Option(
            names = "--timeout-factor",
            paramLabel = "N",
            defaultValue = "1",
            description = "Multiplies the kit's timeouts, for a slow or busy machine.")
    private double timeoutFactor;

    @Option(names = "--waivers", paramLabel = "FILE", description = "Rules that may fail for now.")
    private Path waivers;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Writes tck-report.html, tck-report.json, TEST-messaging-tck.xml and the backend's log there.")
    private Path report;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the backend in reports; without it, its class.")
    private String name;

    @Option(
            names = "--compare",
            paramLabel = "JSON",
            arity = "1..*",
            description = "Compares the reports of earlier runs instead of running.")
    private List<Path> compared = List.of();

    /** Creates the command. */
    public TckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (!compared.isEmpty()) {
            new Comparison(compared.stream().map(ReportReader::read).toList()).print(terminal);
            return ExitCode.OK;
        }
        TckRunner runner = runner();
        Optional<ReportFiles> files = Optional.ofNullable(report).map(ReportFiles::in);
        OutputStream log = files.map(ReportFiles::openLog).orElseGet(OutputStream::nullOutputStream);
        TckReport result = OutputCapture.during(log, () -> new KitRun(terminal, runner).await());
        files.ifPresent(folder -> folder.write(result));
        new VerdictPrinter(terminal, result).print();
        files.ifPresent(folder -> terminal.say("Report: " + folder.page()));
        return result.verdict().passed() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private TckRunner runner() {
        MessagingConfig config = backendOptions
                .chosen()
                .orElseThrow(() -> new MessagingConfigurationException(
                        "no backend given; name one with --config FILE, --config-json JSON, or --backend-module and "
                                + "--backend-class"));
        TckRunner runner = new TckRunner(config).rules(rules).timeoutFactor(timeoutFactor);
        if (waivers != null) {
            runner.waivers(Waivers.load(
                    waivers,
                    RuleCatalogue.rules().stream().map(RuleDescription::id).toList()));
        }
        if (seed != null) {
            runner.seed(seed);
        }
        if (name != null) {
            runner.label(name);
        }
        return runner;
    }
}
