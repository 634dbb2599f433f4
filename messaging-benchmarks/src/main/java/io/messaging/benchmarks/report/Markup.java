package io.messaging.benchmarks.report;

/** Writes HTML and SVG. Used by one thread. */
final class Markup {
    private final StringBuilder text = new StringBuilder();

    /** Adds markup as it stands. */
    Markup raw(String markup) {
        text.append(markup);
        return this;
    }

    /** Adds text, with what means something in markup replaced. */
    Markup text(String plain) {
        text.append(escape(plain));
        return this;
    }

    /** Adds an element that holds only text. */
    Markup element(String startTag, String plain) {
        String name = startTag.split(" ", 2)[0];
        text.append('<').append(startTag).append('>').append(escape(plain));
        text.append("</").append(name).append(">\n");
        return this;
    }

    static String escape(String plain) {
        return plain.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
