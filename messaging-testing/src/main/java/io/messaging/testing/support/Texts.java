package io.messaging.testing.support;

import io.messaging.json.JsonText;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.Locale;

/** How things look to people. */
public final class Texts {
    private static final int MAX_PAYLOAD = 120;

    private Texts() {}

    public static String message(Message message) {
        return message.id() + " " + payload(message);
    }

    public static String payload(Message message) {
        return shortened(JsonText.write(message.payload()), MAX_PAYLOAD);
    }

    public static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    public static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
