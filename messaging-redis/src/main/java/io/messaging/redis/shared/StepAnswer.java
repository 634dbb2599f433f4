package io.messaging.redis.shared;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the group answers to a step. Immutable.
 *
 * @param status whether the step was taken as it was meant
 * @param more whether there may be more messages than were wanted
 * @param file whether the member is to look for messages and file them by their keys
 * @param dueMillis when the next pause ends; negative where none is known
 * @param suspects members that may be gone, each with its lease
 * @param messages what the member got
 */
record StepAnswer(
        Status status,
        boolean more,
        boolean file,
        long dueMillis,
        Map<String, String> suspects,
        List<Message> messages) {
    /** The words of the script, in upper case. */
    enum Status {
        OK,
        /** The step had been taken before: its answer was lost. */
        REPEAT,
        /** Redis has lost a step before this one. */
        GAP,
        LEFT,
        /** It is no member any more. */
        LOST,
        /** The group was forgotten. */
        GONE
    }

    /** A message as it was handed out; {@code leftMillis} is 0 where it does not expire. */
    record Message(String entry, int attempt, long leftMillis, byte[] json) {}

    private static final int HEAD = 5;

    static StepAnswer parse(List<byte[]> answer) {
        Status status = Status.valueOf(text(answer.get(0)).toUpperCase(Locale.ROOT));
        if (answer.size() < HEAD) {
            return new StepAnswer(status, false, false, -1, Map.of(), List.of());
        }
        String due = text(answer.get(3));
        int messagesAt = HEAD + 2 * Integer.parseInt(text(answer.get(4)));
        List<Message> messages = new ArrayList<>();
        for (int i = messagesAt; i + 3 < answer.size(); i += 4) {
            messages.add(new Message(
                    text(answer.get(i)),
                    Integer.parseInt(text(answer.get(i + 1))),
                    Long.parseLong(text(answer.get(i + 2))),
                    answer.get(i + 3)));
        }
        return new StepAnswer(
                status,
                isOne(answer.get(1)),
                isOne(answer.get(2)),
                due.isEmpty() ? -1 : Long.parseLong(due),
                pairs(answer.subList(HEAD, messagesAt)),
                messages);
    }

    /** Reads members, each with its lease. */
    static Map<String, String> pairs(List<byte[]> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i + 1 < texts.size(); i += 2) {
            pairs.put(text(texts.get(i)), text(texts.get(i + 1)));
        }
        return pairs;
    }

    private static boolean isOne(byte[] answer) {
        return answer[0] == '1';
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
