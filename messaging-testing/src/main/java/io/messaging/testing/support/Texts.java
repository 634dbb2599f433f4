package io.messaging.testing.support;

import io.messaging.message.Message;
import java.time.Duration;
import java.util.Locale;

/** Formats values for people. */
public final class Texts {
    private static final int MAX_PAYLOAD = 120;

    private Texts() {}

    public static String message(Message message) {
        return message.id() + " " + payload(message);
    }

    public static String payload(Message message) {
        return shortened(Json.write(message.payload()), MAX_PAYLOAD);
    }

    public static String shortened(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean cutsAPair = Character.isHighSurrogate(text.charAt(length - 2));
        return text.substring(0, cutsAPair ? length - 2 : length - 1) + "…";
    }

    public static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }
}
