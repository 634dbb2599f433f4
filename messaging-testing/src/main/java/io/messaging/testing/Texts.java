package io.messaging.testing;

import io.messaging.json.JsonText;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.Locale;

/** How things look to people. */
final class Texts {
    private static final int MAX_PAYLOAD = 120;

    private Texts() {}

    static String message(Message message) {
        return message.id() + " " + payload(message);
    }

    static String payload(Message message) {
        return shortened(JsonText.write(message.payload()), MAX_PAYLOAD);
    }

    static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
