package io.messaging.tck.report;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Writes maps, lists, text, numbers and booleans as indented JSON: the kit brings no JSON library along. */
final class JsonWriter {
    private static final String INDENT = "  ";

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    static String write(Object tree) {
        JsonWriter writer = new JsonWriter();
        writer.value(tree, "\n");
        return writer.out.append('\n').toString();
    }

    private void value(Object value, String newLine) {
        if (value instanceof Map<?, ?> map) {
            object(map, newLine);
        } else if (value instanceof List<?> list) {
            array(list, newLine);
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            text(value.toString());
        }
    }

    private void object(Map<?, ?> map, String newLine) {
        String inner = newLine + INDENT;
        out.append('{');
        for (Iterator<? extends Map.Entry<?, ?>> i = map.entrySet().iterator(); i.hasNext(); ) {
            Map.Entry<?, ?> entry = i.next();
            out.append(inner);
            text(entry.getKey().toString());
            out.append(": ");
            value(entry.getValue(), inner);
            out.append(i.hasNext() ? "," : newLine);
        }
        out.append('}');
    }

    private void array(List<?> list, String newLine) {
        // Long lists are lists of ids: one line is enough for them.
        boolean scalars = list.stream().noneMatch(item -> item instanceof Map || item instanceof List);
        String inner = scalars ? "" : newLine + INDENT;
        out.append('[');
        for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
            out.append(inner);
            value(i.next(), inner);
            out.append(!i.hasNext() ? (scalars ? "" : newLine) : scalars ? ", " : ",");
        }
        out.append(']');
    }

    private void text(String text) {
        out.append('"');
        IntStream.range(0, text.length()).forEach(i -> character(text, i));
        out.append('"');
    }

    private void character(String text, int index) {
        char c = text.charAt(index);
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ' || Character.isISOControl(c) || isLoneSurrogate(text, index)) {
                    out.append(String.format("\\u%04x", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static boolean isLoneSurrogate(String text, int index) {
        char c = text.charAt(index);
        if (Character.isHighSurrogate(c)) {
            return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
        }
        return Character.isLowSurrogate(c) && (index == 0 || !Character.isHighSurrogate(text.charAt(index - 1)));
    }
}
