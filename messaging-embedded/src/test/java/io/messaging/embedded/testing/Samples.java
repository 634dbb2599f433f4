package io.messaging.embedded.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Messages exactly as the Python framework writes them. */
public final class Samples {
    private Samples() {}

    public static List<String> pythonMessages() {
        try (InputStream in = Samples.class.getResourceAsStream("/python-messages.jsonl")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
