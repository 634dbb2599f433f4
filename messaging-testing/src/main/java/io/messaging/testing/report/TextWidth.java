package io.messaging.testing.report;

/** Estimates the width of texts in the diagram, rather too wide: fonts differ between machines. */
final class TextWidth {
    private static final String NARROW = "iljtfrI.,:;'|!()[]{}/ ·-\"";
    private static final String WIDE = "mwMW@%…";

    private TextWidth() {}

    /** Shortens a text to a width in pixels, between two characters. */
    static String fitted(String text, double fontSize, int room) {
        double width = 0;
        int cut = 0; // where the dots fit
        double dots = ems('…') * fontSize;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (width + dots <= room) {
                cut = i;
            }
            width += ems(text.codePointAt(i)) * fontSize;
            if (width > room) {
                return text.substring(0, cut) + "…";
            }
        }
        return text;
    }

    private static double ems(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.FORMAT) {
            return 0;
        }
        if (c >= 0x1F000) {
            return 1.5; // emoji
        }
        if (c >= 0x1100 && (Character.isIdeographic(c) || c >= 0x2E80 && c <= 0xFFEF || c <= 0x11FF)) {
            return 1.1;
        }
        if (NARROW.indexOf(c) >= 0) {
            return 0.42;
        }
        return WIDE.indexOf(c) >= 0 ? 1.02 : Character.isUpperCase(c) ? 0.72 : 0.62;
    }
}
