package io.messaging.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Text on a terminal: its width in columns, and the escaping of control characters. */
public final class DisplayText {
    private static final String CUT = "...";

    /** Ranges of code points that take two columns. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F},
        {0x2E80, 0xA4CF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},
        {0xFF00, 0xFF60},
        {0xFFE0, 0xFFE6},
        {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF},
        {0x1F900, 0x1FAFF},
        {0x20000, 0x3FFFD}
    };

    private DisplayText() {}

    /** Returns the number of columns of a text without escape sequences. */
    public static int width(String text) {
        return isPlain(text)
                ? text.length()
                : text.codePoints().map(DisplayText::width).sum();
    }

    /** Fast path: most text is printable ASCII. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static int width(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        for (int[] range : WIDE) {
            if (codePoint >= range[0] && codePoint <= range[1]) {
                return 2;
            }
        }
        return 1;
    }

    /** Escapes characters that would move the cursor, ring the bell or hide text: messages are untrusted. */
    public static String printable(String text) {
        if (isPlain(text) || text.codePoints().noneMatch(DisplayText::isUnprintable)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            if (!isUnprintable(codePoint)) {
                safe.appendCodePoint(codePoint);
            } else if (codePoint == '\n') {
                safe.append("\\n");
            } else if (codePoint == '\t') {
                safe.append("\\t");
            } else {
                safe.append(String.format("\\u%04x", codePoint));
            }
        });
        return safe.toString();
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || isBidirectionalControl(codePoint);
    }

    private static boolean isBidirectionalControl(int codePoint) {
        return codePoint >= 0x202A && codePoint <= 0x202E || codePoint >= 0x2066 && codePoint <= 0x2069;
    }

    /** Truncates a text to a number of columns, with an ellipsis. */
    public static String cut(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        return columns <= CUT.length() ? head(text, columns) : head(text, columns - CUT.length()) + CUT;
    }

    private static String head(String text, int columns) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            used += width(codePoint);
            if (used > columns) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return text.substring(0, end);
    }

    /** Wraps a text at spaces; words longer than a line are split. */
    public static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (width(longer) <= columns) {
                line = longer;
                continue;
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
            line = word;
            while (width(line) > columns) {
                // At least one character, or a wide one would never fit a line of one column.
                int end = Math.max(head(line, columns).length(), Character.charCount(line.codePointAt(0)));
                if (end == line.length()) {
                    break;
                }
                lines.add(line.substring(0, end));
                line = line.substring(end);
            }
        }
        lines.add(line);
        return lines;
    }

    /** Pads a text with spaces to a number of columns, on the left for numbers. */
    public static String pad(String text, int columns, boolean right) {
        String spaces = " ".repeat(Math.max(0, columns - width(text)));
        return right ? spaces + text : text + spaces;
    }
}
