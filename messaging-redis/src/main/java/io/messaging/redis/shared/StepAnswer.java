package io.messaging.redis.shared;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the group answers to a step. Immutable.
 *
 * @param status whether the step was taken as it was meant
 * @param more whether there may be more messages than were wanted
 * @param file whether the member is to look for messages and file them by their keys
 * @param dueMillis when the next pause ends; negative where none is known
 * @param suspects members that may be gone, each with its lease
 * @param refused entries that the member named as its own, and that are not
 * @param messages what the member got
 */
record StepAnswer(
        Status status,
        boolean more,
        boolean file,
        long dueMillis,
        Map<String, String> suspects,
        Set<String> refused,
        List<Message> messages) {
    /** The words of the script, in upper case. */
    enum Status {
        OK,
        /** The step had been taken before: its answer was lost. */
        REPEAT,
        /** Redis has lost a step before this one, or may have. */
        GAP,
        LEFT,
        /** It is no member any more. */
        LOST,
        /** The group was forgotten. */
        GONE
    }

    /** A message as it was handed out; {@code leftMillis} is 0 where it does not expire. */
    record Message(Attempt attempt, long leftMillis, byte[] json) {}

    private static final int HEAD = 6;
    private static final int OF_MESSAGE = 5;

    static StepAnswer parse(List<byte[]> answer) {
        Status status = Status.valueOf(text(answer.get(0)).toUpperCase(Locale.ROOT));
        if (answer.size() < HEAD) {
            return new StepAnswer(status, false, false, -1, Map.of(), Set.of(), List.of());
        }
        String due = text(answer.get(3));
        int refusedAt = HEAD + 2 * Integer.parseInt(text(answer.get(4)));
        int messagesAt = refusedAt + Integer.parseInt(text(answer.get(5)));
        List<Message> messages = new ArrayList<>();
        for (int i = messagesAt; i + OF_MESSAGE <= answer.size(); i += OF_MESSAGE) {
            Attempt attempt = new Attempt(
                    text(answer.get(i)), Integer.parseInt(text(answer.get(i + 1))), text(answer.get(i + 2)));
            messages.add(new Message(attempt, Long.parseLong(text(answer.get(i + 3))), answer.get(i + 4)));
        }
        return new StepAnswer(
                status,
                isOne(answer.get(1)),
                isOne(answer.get(2)),
                due.isEmpty() ? -1 : Long.parseLong(due),
                pairs(answer.subList(HEAD, refusedAt)),
                texts(answer.subList(refusedAt, messagesAt)),
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

    private static Set<String> texts(List<byte[]> texts) {
        return texts.stream().map(StepAnswer::text).collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOne(byte[] answer) {
        return answer[0] == '1';
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
