package io.messaging.tck.report;

import java.util.stream.Collectors;

/** Makes any text safe inside HTML and XML 1.0, whatever a backend put into it. */
final class Markup {
    private Markup() {}

    static String escape(String text) {
        return text.codePoints().mapToObj(Markup::escape).collect(Collectors.joining());
    }

    private static String escape(int c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            case '\n', '\t' -> Character.toString(c);
            default -> isPrintable(c) ? Character.toString(c) : String.format("\\u%04x", c);
        };
    }

    /** XML has no way at all to write most control characters, nor half a surrogate pair. */
    private static boolean isPrintable(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
