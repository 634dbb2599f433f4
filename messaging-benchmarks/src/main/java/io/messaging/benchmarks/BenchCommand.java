package io.messaging.benchmarks;

import io.messaging.benchmarks.report.BenchReport;
import io.messaging.benchmarks.report.HtmlReport;
import io.messaging.benchmarks.report.JsonReport;
import io.messaging.benchmarks.report.TextReport;
import io.messaging.benchmarks.scenario.Effort;
import io.messaging.benchmarks.scenario.Scenario;
import io.messaging.benchmarks.scenario.ScenarioResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs scenarios and reports them. */
@Command(
        name = "messaging bench",
        description = {
            "Measures our backends beside the raw socket and beside brokers, all in turn in one run.",
            "",
            "Servers and subscribers run in processes of their own. A peer that is not on this machine is skipped, "
                    + "and the report says so: nats-server is taken from the PATH, redis-server from there or from the "
                    + "jar."
        },
        footer = {"", "Only ratios carry over to other machines; run it while the machine does nothing else."},
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class BenchCommand implements Callable<Integer> {
    private static final int NARROWEST = 80;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description =
                    "The scenarios to run, separated by commas; without this, all but those on request. --list names them.")
    private List<String> names = List.of();

    @Option(names = "--list", description = "Lists the scenarios and ends.")
    private boolean list;

    @Option(names = "--quick", description = "Only shows that everything works; the figures are rough.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds that count for each contender, instead of 11.")
    private Integer rounds;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = "Writes bench.json and bench.html there, after each scenario.")
    private Path reportFolder;

    @Option(names = "--width", paramLabel = "COLUMNS", description = "The width of the tables, 80 without this.")
    private int width = NARROWEST;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            all().forEach(scenario -> out.printf("%-18s%s%n", scenario.name(), scenario.title()));
            return 0;
        }
        Effort effort = effort();
        TextReport text = new TextReport(width());
        List<ScenarioResult> results = new ArrayList<>();
        for (Scenario scenario : chosen()) {
            ScenarioResult result = scenario.run(effort);
            results.add(result);
            text.scenario(result).forEach(out::println);
            out.println();
            out.flush();
            write(BenchReport.of(effort, results));
        }
        if (results.size() > 1) {
            out.println("All bars:");
            text.verdicts(BenchReport.of(effort, results).verdicts()).forEach(out::println);
        }
        if (reportFolder != null) {
            out.println("Written to " + reportFolder.resolve("bench.html") + " and bench.json beside it.");
        }
        out.flush();
        return 0;
    }

    private Effort effort() {
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        if (rounds == null) {
            return effort;
        }
        if (rounds < 1) {
            throw new ParameterException(spec.commandLine(), "--rounds is " + rounds + "; at least 1 is needed.");
        }
        return effort.withRounds(rounds);
    }

    private int width() {
        if (width < NARROWEST) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--width is " + width + "; the tables need at least " + NARROWEST + " columns.");
        }
        return width;
    }

    private List<Scenario> chosen() {
        List<String> known = all().map(Scenario::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--scenarios has '" + name + "'; there are " + String.join(", ", known) + ".");
            }
        }
        return names.isEmpty()
                ? Scenarios.ALL
                : all().filter(scenario -> names.contains(scenario.name())).toList();
    }

    private static Stream<Scenario> all() {
        return Stream.concat(Scenarios.ALL.stream(), Scenarios.ON_REQUEST.stream());
    }

    private void write(BenchReport report) throws IOException {
        if (reportFolder != null) {
            Files.createDirectories(reportFolder);
            Files.writeString(reportFolder.resolve("bench.json"), JsonReport.write(report) + "\n");
            Files.writeString(reportFolder.resolve("bench.html"), HtmlReport.write(report));
        }
    }
}
