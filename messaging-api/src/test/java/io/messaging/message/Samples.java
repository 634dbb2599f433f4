package io.messaging.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages exactly as the Python framework writes them: one of each priority, and one with every field set. */
final class Samples {
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
}
