package io.messaging.testing.support;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes trees of maps, lists, strings, numbers and booleans as JSON on one line. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Half of a surrogate pair, which cannot be encoded. */
    private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

    private Json() {}

    public static String write(Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(tree, json);
        }
        return LONE_SURROGATE
                .matcher(text.getBuffer())
                .replaceAll(
                        found -> String.format("\\\\u%04x", (int) found.group().charAt(0)));
    }

    private static void write(Object tree, JsonGenerator json) {
        if (tree instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, value) -> {
                json.writeName(name.toString());
                write(value, json);
            });
            json.writeEndObject();
        } else if (tree instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(element -> write(element, json));
            json.writeEndArray();
        } else if (tree == null) {
            json.writeNull();
        } else if (tree instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (tree instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else {
            json.writeString(tree.toString());
        }
    }
}
