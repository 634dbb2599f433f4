package io.messaging.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages exactly as the Python framework writes them: one of each priority, and one with every field set. */
final class Samples {
    /** A second opinion on what a JSON text means. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Samples() {}

    static List<String> all() {
        try (InputStream in = Samples.class.getResourceAsStream("/python-messages.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one with every field set. */
    static String full() {
        List<String> all = all();
        return all.get(all.size() - 1);
    }

    static JsonNode parsed(String json) {
        return MAPPER.readTree(json);
    }
}
