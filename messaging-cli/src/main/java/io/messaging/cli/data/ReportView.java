package io.messaging.cli.data;

import io.messaging.cli.support.OutputFormat;
import io.messaging.cli.terminal.Figures;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import io.messaging.store.log.check.CheckReport;
import io.messaging.store.log.check.Damage;
import io.messaging.store.log.check.FileReport;
import io.messaging.store.log.check.FileReport.Kind;
import io.messaging.store.log.check.RepairReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what a check or a repair has found. Not thread-safe. */
record ReportView(Terminal terminal, OutputFormat format) {
    /** How many lost records of one place a table shows. */
    private static final int MOST_LOST = 20;

    void show(CheckReport report) {
        if (format == OutputFormat.TABLE) {
            body(summary(report));
            damage(report.damage());
            terminal.out().flush();
        } else {
            json(tree(report));
        }
    }

    void show(RepairReport report) {
        boolean repaired = report.directory() != null;
        if (format != OutputFormat.TABLE) {
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("repaired_directory", report.directory());
            tree.put("originals", report.originals());
            tree.put("salvaged_records", report.records());
            tree.put("before", tree(report.before()));
            json(tree);
            return;
        }
        damage(report.before().damage());
        String kept = Figures.counted(report.records(), "record");
        if (!repaired) {
            say("no damage in " + report.before().directory() + ", which has " + kept + "; nothing was changed");
        } else if (report.originals() == null) {
            say("wrote " + kept + " to " + report.directory() + "; "
                    + report.before().directory() + " is unchanged");
        } else {
            say("repaired " + report.directory() + ": it has " + kept + "; the files that it had are in "
                    + report.originals());
        }
        if (repaired && report.before().isDamaged()) {
            say("what is listed above is lost");
        }
    }

    private void say(String paragraph) {
        terminal.wrapped(paragraph).forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private void json(Map<String, Object> tree) {
        terminal.say(format == OutputFormat.JSON ? JsonText.writePretty(tree) : JsonText.write(tree));
    }

    private void body(Table table) {
        table.body(terminal.width()).forEach(terminal.out()::println);
    }

    private static Table summary(CheckReport report) {
        Table table = new Table().column("").wrapping("");
        table.row("directory", report.directory());
        table.row("state", state(report));
        table.row("segments", Figures.count(report.segments().size()) + ", " + Figures.bytes(report.segmentBytes()));
        table.row("records", Figures.count(report.records()));
        table.row("topics", Figures.count(report.topics()));
        table.row("live messages", Figures.count(report.messages()));
        table.row("durable clients", Figures.counted(report.clients(), "position"));
        table.row("groups", Figures.count(report.groups()));
        table.row("incomplete end", tail(report));
        names(table, "left over", report.files(Kind.LEFT_OVER));
        names(table, "foreign files", report.files(Kind.FOREIGN));
        return table;
    }

    private static String state(CheckReport report) {
        if (report.isDamaged()) {
            return "damaged: no server opens it";
        }
        return report.tornTail() == null ? "sound" : "sound up to an incomplete end, which the next start cuts";
    }

    private static String tail(CheckReport report) {
        if (report.tornTail() == null) {
            return "none";
        }
        long records = report.tornTail().records();
        return report.tornTail().file() + " at offset " + report.tornTail().offset()
                + (records == 0
                        ? ""
                        : ", with " + Figures.counted(records, "record") + " behind it, not forced either");
    }

    private static void names(Table table, String what, List<FileReport> files) {
        if (!files.isEmpty()) {
            table.row(what, files.stream().map(FileReport::name).collect(Collectors.joining(", ")) + " (ignored)");
        }
    }

    private void damage(List<Damage> damage) {
        if (damage.isEmpty()) {
            return;
        }
        Table table = new Table()
                .column("DAMAGED FILE")
                .numbers("OFFSET")
                .numbers("BYTES")
                .wrapping("LOST");
        for (Damage place : damage) {
            List<String> lost = place.lost();
            boolean missing = place.bytes() == 0;
            table.row(
                    place.file(),
                    missing ? "missing" : Figures.count(place.offset()),
                    missing ? null : Figures.count(place.bytes()),
                    lost.isEmpty() ? "nothing that is needed" : lost.get(0));
            for (int i = 1; i < Math.min(MOST_LOST, lost.size()); i++) {
                table.row(null, null, null, lost.get(i));
            }
            if (lost.size() > MOST_LOST) {
                table.row(
                        null,
                        null,
                        null,
                        "and " + Figures.count(lost.size() - MOST_LOST) + " more, which --format json lists");
            }
        }
        terminal.out().println();
        terminal.print(table);
        terminal.out().println();
    }

    private static Map<String, Object> tree(CheckReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("directory", report.directory());
        tree.put("damaged", report.isDamaged());
        tree.put("segments", (long) report.segments().size());
        tree.put("segment_bytes", report.segmentBytes());
        tree.put("records", report.records());
        tree.put("topics", (long) report.topics());
        tree.put("live_messages", report.messages());
        tree.put("durable_positions", (long) report.clients());
        tree.put("groups", (long) report.groups());
        if (report.tornTail() == null) {
            tree.put("incomplete_end", null);
        } else {
            Map<String, Object> tail = new LinkedHashMap<>();
            tail.put("file", report.tornTail().file());
            tail.put("offset", report.tornTail().offset());
            tail.put("records_behind", report.tornTail().records());
            tree.put("incomplete_end", tail);
        }
        tree.put("damage", report.damage().stream().map(ReportView::tree).toList());
        tree.put("files", report.files().stream().map(ReportView::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Damage damage) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", damage.file());
        tree.put("offset", damage.offset());
        tree.put("bytes", damage.bytes());
        tree.put("problem", damage.problem());
        tree.put("lost", damage.lost());
        return tree;
    }

    private static Map<String, Object> tree(FileReport file) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("file", file.name());
        tree.put("kind", file.kind().name().toLowerCase(Locale.ROOT));
        tree.put("bytes", file.bytes());
        tree.put("records", file.records());
        return tree;
    }
}
