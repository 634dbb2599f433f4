package io.messaging.testing.report;

/** HTML as it grows: text that is escaped, and markup that is not. Used by one thread. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    public Markup text(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isUnwritable(c) ? '\uFFFD' : c);
            }
        });
        return this;
    }

    /** Neither control characters nor half a surrogate pair may stand in a page. */
    private static boolean isUnwritable(int c) {
        return (c < ' ' && c != '\n' && c != '\t') || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
