package io.messaging.cli.tck;

import io.messaging.backend.Capability;
import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.tck.spec.RuleCatalogue;
import io.messaging.tck.spec.RuleDescription;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Several backends side by side: their capabilities and outcomes by rule. */
final class Comparison {
    private static final int LETTERS = 26;
    private static final int LEAST_STATEMENT = 24;
    private static final int WIDEST = 120;
    private static final String NOT_RUN = ".";

    private final List<ComparedReport> reports;

    Comparison(List<ComparedReport> reports) {
        this.reports = reports;
    }

    /** Returns the column title of a backend; names would need too much room. */
    private static String letter(int index) {
        String last = Character.toString((char) ('A' + index % LETTERS));
        return index < LETTERS ? last : letter(index / LETTERS - 1) + last;
    }

    void print(Terminal terminal) {
        int width = Math.min(terminal.width(), WIDEST);
        print(terminal, legend(), width);
        print(terminal, capabilities(), width);
        print(terminal, rules(width), width);
        terminal.out().println("skip: does not apply; ?: applies, but was not checked; " + NOT_RUN + ": not run");
        terminal.out().flush();
    }

    private static void print(Terminal terminal, Table table, int width) {
        table.lines(width, terminal.outStyle()).forEach(terminal.out()::println);
        terminal.out().println();
    }

    private Table legend() {
        Table table = new Table()
                .column("")
                .wrapping("BACKEND")
                .column("VERDICT")
                .numbers("KEPT")
                .cutting("REPORT");
        for (int i = 0; i < reports.size(); i++) {
            ComparedReport report = reports.get(i);
            long kept =
                    report.outcomes().values().stream().filter("PASSED"::equals).count();
            long applicable = report.outcomes().values().stream()
                    .filter(outcome -> !outcome.equals("SKIPPED"))
                    .count();
            table.row(
                    letter(i),
                    report.label(),
                    report.passed() ? "passed" : "NOT PASSED",
                    kept + " of " + applicable,
                    report.file());
        }
        return table;
    }

    private Table capabilities() {
        Table table = withLetters(new Table().column("CAPABILITY"));
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(Capability.values()).map(Capability::name).forEach(names::add);
        reports.forEach(report -> names.addAll(report.capabilities()));
        names.forEach(
                name -> addRow(table, name, report -> report.capabilities().contains(name) ? "yes" : "-", null));
        return table;
    }

    private Table rules(int width) {
        Set<String> ids = new LinkedHashSet<>();
        RuleCatalogue.rules().stream().map(RuleDescription::id).forEach(ids::add);
        reports.forEach(report -> ids.addAll(report.outcomes().keySet()));
        int used = "LIFE-05".length() + reports.size() * ("waived".length() + 2);
        boolean roomForStatement = width - used - 2 >= LEAST_STATEMENT;
        Table table = withLetters(new Table().column("RULE"));
        if (roomForStatement) {
            table.cutting("");
        }
        ids.stream()
                .filter(id ->
                        reports.stream().anyMatch(report -> report.outcomes().containsKey(id)))
                .forEach(id -> addRow(table, id, report -> word(report, id), roomForStatement ? statement(id) : null));
        return table;
    }

    private Table withLetters(Table table) {
        for (int i = 0; i < reports.size(); i++) {
            table.column(letter(i));
        }
        return table;
    }

    private void addRow(Table table, String title, Function<ComparedReport, String> cell, String last) {
        List<Object> cells = new ArrayList<>();
        cells.add(title);
        reports.forEach(report -> cells.add(cell.apply(report)));
        if (last != null) {
            cells.add(last);
        }
        table.row(cells.toArray());
    }

    private static String word(ComparedReport report, String rule) {
        return switch (report.outcomes().getOrDefault(rule, "")) {
            case "PASSED" -> "pass";
            case "FAILED" -> "FAIL";
            case "WAIVED" -> "waived";
            case "SKIPPED" -> "skip";
            case "NOT_CHECKED" -> "?";
            default -> NOT_RUN;
        };
    }

    private String statement(String rule) {
        return reports.stream()
                .map(report -> report.statements().get(rule))
                .filter(statement -> statement != null)
                .findFirst()
                .orElse("");
    }
}
