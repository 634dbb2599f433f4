package io.messaging.cli.soak;

import io.messaging.message.GemstoneGenerator;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.Map;
import java.util.Random;

/**
 * The payload of a message: its writer, its number among this writer's messages in the topic, and a text with a
 * checksum. Immutable.
 *
 * @param writer the writer, from 0
 * @param number from 0
 * @param whole whether the checksum is right
 */
record SoakMessage(int writer, int number, boolean whole) {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz \"\\\n{[\u00e4\u20ac0123456789";
    private static final int CHUNK = 64;

    static Message write(GemstoneGenerator ids, int writer, int number, int ttlSeconds, Random random) {
        String text = text(chars(random), random);
        GemstoneId id = ids.next(Priority.values()[random.nextInt(Priority.values().length)]);
        return Message.builder(id)
                .ttlSeconds(ttlSeconds)
                .payload(Map.of("w", writer, "n", number, "sum", text.hashCode(), "text", text))
                .build();
    }

    /** From one to a million, most of them small. */
    private static int chars(Random random) {
        int dice = random.nextInt(1_000);
        int most = dice < 900 ? 2_000 : dice < 995 ? 60_000 : 1_000_000;
        return (int) Math.round(Math.exp(random.nextDouble() * Math.log(most)));
    }

    private static String text(int chars, Random random) {
        StringBuilder text = new StringBuilder(chars + CHUNK);
        while (text.length() < chars) {
            int from = random.nextInt(LETTERS.length());
            text.append(LETTERS, from, LETTERS.length()).append(LETTERS, 0, from);
        }
        text.setLength(chars);
        return text.toString();
    }

    static SoakMessage read(Message message) {
        Map<String, Object> payload = message.payload();
        boolean whole = payload.get("text") instanceof String text && text.hashCode() == number(payload, "sum");
        return new SoakMessage(number(payload, "w"), number(payload, "n"), whole);
    }

    private static int number(Map<String, Object> payload, String name) {
        return ((Number) payload.get(name)).intValue();
    }
}
