package io.messaging.cli.support;

import io.messaging.cli.terminal.Table;
import io.messaging.cli.terminal.Terminal;
import io.messaging.json.JsonText;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Prints a list in one of the formats. Not thread-safe. */
public record ListPrinter(Terminal terminal, OutputFormat format) {
    /**
     * Prints a table for people, or a note if there is nothing in it; JSON objects for programs.
     *
     * @param items the list
     * @param none the note
     * @param table shows the items as rows
     * @param object returns an item as the members of a JSON object
     */
    public <T> void print(
            List<T> items, String none, Function<List<T>, Table> table, Function<T, Map<String, Object>> object) {
        switch (format) {
            case TABLE -> {
                if (items.isEmpty()) {
                    terminal.note(none);
                } else {
                    terminal.print(table.apply(items));
                }
            }
            case JSON -> printArray(terminal.out(), items, object);
            case JSONL -> items.forEach(item -> terminal.out().println(JsonText.write(object.apply(item))));
        }
        terminal.out().flush();
    }

    /** Prints an array object by object, since the whole may be huge. */
    public static <T> void printArray(PrintStream out, List<T> items, Function<T, Map<String, Object>> object) {
        out.println("[");
        String separator = "";
        for (T item : items) {
            out.print(separator + JsonText.writePretty(object.apply(item)));
            separator = ",\n";
        }
        out.println(items.isEmpty() ? "]" : "\n]");
    }
}
