package io.messaging.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows under titles, in columns as wide as their content; on a narrow terminal, flexible columns are cut or wrapped.
 * Picocli's table has no such columns, and no numbers aligned right. Not thread-safe.
 */
public final class Table {
    private static final int GAP = 2;
    private static final int LEAST_FLEXIBLE = 6;
    private static final int INDENT = 4;

    private enum Fit {
        KEEP,
        CUT,
        WRAP
    }

    private record Column(String title, boolean right, Fit fit) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Texts below rows, by row number. */
    private final Map<Integer, String> below = new HashMap<>();

    /** Adds a column of text. */
    public Table column(String title) {
        return add(title, false, Fit.KEEP);
    }

    /** Adds a column of numbers, aligned right. */
    public Table numbers(String title) {
        return add(title, true, Fit.KEEP);
    }

    /** Adds a column of text that is truncated if the line is too long. */
    public Table cutting(String title) {
        return add(title, false, Fit.CUT);
    }

    /** Adds a column of text that is wrapped if the line is too long. */
    public Table wrapping(String title) {
        return add(title, false, Fit.WRAP);
    }

    private Table add(String title, boolean right, Fit fit) {
        columns.add(new Column(title, right, fit));
        return this;
    }

    /** Adds a row, one value for each column; null is an empty cell. */
    public Table row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "the row has " + cells.length + " cells, the table " + columns.size() + " columns");
        }
        rows.add(Arrays.stream(cells)
                .map(cell -> cell == null ? "" : DisplayText.printable(cell.toString()))
                .toArray(String[]::new));
        return this;
    }

    /** Adds a wrapped, indented text below the last row. */
    public Table below(String text) {
        below.put(rows.size() - 1, DisplayText.printable(text));
        return this;
    }

    /**
     * Lays the table out.
     *
     * @param width the columns of the terminal
     * @param style for the titles
     * @return lines without trailing spaces
     */
    public List<String> lines(int width, Style style) {
        String[] titles = columns.stream().map(Column::title).toArray(String[]::new);
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(line(titles, widths(width))));
        lines.addAll(body(width));
        return lines;
    }

    /** Lays the rows out without their titles. */
    public List<String> body(int width) {
        int[] widths = widths(width);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            addRow(lines, rows.get(i), widths);
            if (below.containsKey(i)) {
                DisplayText.wrap(below.get(i), width - INDENT).forEach(line -> lines.add(" ".repeat(INDENT) + line));
            }
        }
        return lines;
    }

    private int[] widths(int terminalWidth) {
        int[] widths = new int[columns.size()];
        long total = (long) GAP * (widths.length - 1);
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .mapToInt(row -> DisplayText.width(row[column]))
                    .reduce(columns.get(i).title().length(), Math::max);
            total += widths[i];
        }
        for (long over = total - terminalWidth; over > 0; over--) {
            int widest = widestFlexible(widths);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private int widestFlexible(int[] widths) {
        int widest = -1;
        for (int i = 0; i < widths.length; i++) {
            Column column = columns.get(i);
            int least = Math.max(LEAST_FLEXIBLE, column.title().length());
            boolean mayShrink = column.fit() != Fit.KEEP && widths[i] > least;
            if (mayShrink && (widest < 0 || widths[i] > widths[widest])) {
                widest = i;
            }
        }
        return widest;
    }

    private void addRow(List<String> lines, String[] row, int[] widths) {
        List<List<String>> cells = new ArrayList<>();
        int height = 1;
        for (int i = 0; i < row.length; i++) {
            List<String> cell = columns.get(i).fit() == Fit.WRAP
                    ? DisplayText.wrap(row[i], widths[i])
                    : List.of(columns.get(i).fit() == Fit.CUT ? DisplayText.cut(row[i], widths[i]) : row[i]);
            cells.add(cell);
            height = Math.max(height, cell.size());
        }
        for (int i = 0; i < height; i++) {
            int index = i;
            lines.add(line(
                    cells.stream()
                            .map(cell -> index < cell.size() ? cell.get(index) : "")
                            .toArray(String[]::new),
                    widths));
        }
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? "" : " ".repeat(GAP))
                    .append(DisplayText.pad(cells[i], widths[i], columns.get(i).right()));
        }
        return line.toString().stripTrailing();
    }
}
