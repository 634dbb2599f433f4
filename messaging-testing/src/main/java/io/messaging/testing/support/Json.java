package io.messaging.testing.support;

import java.util.List;
import java.util.Map;

/** Writes trees of maps, lists, texts, numbers and truth values as JSON of one line. */
public final class Json {
    private Json() {}

    public static String write(Object tree) {
        StringBuilder out = new StringBuilder();
        append(tree, out);
        return out.toString();
    }

    private static void append(Object tree, StringBuilder out) {
        if (tree instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> field : map.entrySet()) {
                out.append(separator);
                appendText(field.getKey().toString(), out);
                out.append(':');
                append(field.getValue(), out);
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : "}");
        } else if (tree instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator);
                append(element, out);
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (tree == null || tree instanceof Number || tree instanceof Boolean) {
            out.append(tree);
        } else {
            appendText(tree.toString(), out);
        }
    }

    private static void appendText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || isUnpaired(text, i)) { // UTF-8 has no bytes for half a character
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isUnpaired(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
