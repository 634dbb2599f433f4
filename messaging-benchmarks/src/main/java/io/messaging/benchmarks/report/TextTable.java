package io.messaging.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of text that fits into a number of columns: the first column is to the left and is wrapped where there is no
 * room for it, the others are to the right. Used by one thread.
 */
final class TextTable {
    private static final String GAP = "  ";
    private static final int NARROWEST_FIRST = 12;

    private final List<List<String>> rows = new ArrayList<>();

    TextTable(String... header) {
        rows.add(List.of(header));
    }

    void row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("the row has " + cells.length + " cells and the table "
                    + rows.get(0).size());
        }
        rows.add(List.of(cells));
    }

    /** The lines, none of them with spaces at its end. */
    List<String> lines(int width) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        int others = 0;
        for (int column = 0; column < columns; column++) {
            int at = column;
            widths[column] =
                    rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
            others += column == 0 ? 0 : widths[column] + GAP.length();
        }
        widths[0] = Math.max(NARROWEST_FIRST, Math.min(widths[0], width - others));
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            addRow(rows.get(row), widths, lines);
            if (row == 0) {
                lines.add("-".repeat(Math.min(width, widths[0] + others)));
            }
        }
        return lines;
    }

    private static void addRow(List<String> cells, int[] widths, List<String> lines) {
        List<String> first = TextWrap.wrap(cells.get(0), widths[0]);
        for (int i = 0; i < first.size() - 1; i++) {
            lines.add(first.get(i));
        }
        StringBuilder line = new StringBuilder(pad(first.get(first.size() - 1), widths[0], false));
        for (int column = 1; column < cells.size(); column++) {
            line.append(GAP).append(pad(cells.get(column), widths[column], true));
        }
        lines.add(line.toString().stripTrailing());
    }

    private static String pad(String text, int width, boolean right) {
        String fill = " ".repeat(Math.max(0, width - text.length()));
        return right ? fill + text : text + fill;
    }
}
