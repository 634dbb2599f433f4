package io.messaging.cli.server;

import io.messaging.administration.BackendStats;
import io.messaging.administration.BackendStats.Figure;
import io.messaging.backend.MessagingBackend;
import io.messaging.cli.support.BackendOptions;
import io.messaging.cli.support.ExitCode;
import io.messaging.cli.support.FormatOption;
import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.support.WatchOption;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code messaging stats}. */
@Command(
        name = "stats",
        description = {
            "Shows the statistics of the backend: an embedded server, Redis, or any other that has some. Unknown"
                    + " figures are shown as unknown, with the reason.",
            "",
            "As JSON it is one object: null for unknown figures, and 'notes' gives the reasons.",
            ""
        })
public final class StatsCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private FormatOption format;

    @Option(names = "--json", hidden = true, description = "The former name of --format jsonl, which it overrides.")
    private boolean json;

    @Mixin
    private WatchOption watch;

    @Mixin
    private BackendOptions backendOptions;

    /** Creates the command. */
    public StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        watch.show(backendOptions, terminal, format(), this::show);
        return ExitCode.OK;
    }

    private OutputFormat format() {
        return json ? OutputFormat.JSONL : format.value();
    }

    private void show(MessagingBackend backend, Terminal screen) {
        BackendStats stats = backend.administration().stats();
        switch (format()) {
            case TABLE -> table(stats).body(screen.width()).forEach(screen.out()::println);
            case JSON -> screen.say(JsonText.writePretty(tree(stats)));
            case JSONL -> screen.say(JsonText.write(tree(stats)));
        }
    }

    private static Table table(BackendStats stats) {
        Table table = new Table().column("").wrapping("");
        for (Figure figure : stats.figures()) {
            table.row(label(figure), text(figure));
        }
        return table;
    }

    /** Drops the unit, which is shown with the value. */
    private static String label(Figure figure) {
        String unit = "_" + figure.unit().name().toLowerCase(Locale.ROOT);
        String name = figure.name();
        return (name.endsWith(unit) ? name.substring(0, name.length() - unit.length()) : name).replace('_', ' ');
    }

    private static String text(Figure figure) {
        String value = figure.value() == null
                ? "unknown"
                : switch (figure.unit()) {
                    case TEXT -> (String) figure.value();
                    case COUNT -> Figures.count((Long) figure.value());
                    case BYTES -> Figures.bytes((Long) figure.value());
                    case MILLIS -> Figures.duration(TimeUnit.MILLISECONDS.toNanos((Long) figure.value()));
                };
        return figure.note() == null ? value : value + " (" + figure.note() + ")";
    }

    private static Map<String, Object> tree(BackendStats stats) {
        Map<String, Object> tree = new LinkedHashMap<>();
        Map<String, Object> notes = new LinkedHashMap<>();
        for (Figure figure : stats.figures()) {
            tree.put(figure.name(), figure.value());
            if (figure.note() != null) {
                notes.put(figure.name(), figure.note());
            }
        }
        if (!notes.isEmpty()) {
            tree.put("notes", notes);
        }
        return tree;
    }
}
