package io.messaging.bus.conversation;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.ProcessEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The messages that led to a message. Immutable. */
public record History(MessagingBackend backend, String namespace) {
    /** What a message carries at most: each step is some 200 bytes, and a Python server takes 64 KiB. */
    private static final int MAX_STEPS = 100;

    private static final String ENRICHED = "enriched_history";

    /** Not part of what a message says of itself. */
    private static final List<String> LEFT_OUT = List.of("session_state", "current_thread_id", "root_thread_id");

    /** Reads the origins of the last steps, oldest first, as far as they are still stored. */
    public List<Message> read(Message message, int steps) {
        List<ProcessEntry> all = message.messageHistory();
        List<GemstoneId> origins = all.subList(Math.max(0, all.size() - steps), all.size()).stream()
                .map(ProcessEntry::origin)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        return origins.isEmpty() ? List.of() : backend.getMessagesById(namespace, origins);
    }

    /** Returns a message with the history that its sender wants its receivers to have. */
    public Message enriched(Message message) {
        int steps = (int) Math.min(message.enrichWithHistory(), Integer.MAX_VALUE);
        if (steps <= 0) {
            return message;
        }
        Map<String, Object> state = new LinkedHashMap<>(message.sessionState().orElse(Map.of()));
        state.put(ENRICHED, read(message, steps).stream().map(History::text).toList());
        return message.toBuilder().sessionState(state).build();
    }

    private static String text(Message message) {
        Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
        LEFT_OUT.forEach(fields::remove);
        return Message.fromFields(fields).toJson();
    }

    /** Returns the session's state as it is handed on: without what was read for one receiver. */
    public static Map<String, Object> stateOf(Message message) {
        Map<String, Object> state = new LinkedHashMap<>(message.sessionState().orElse(Map.of()));
        state.remove(ENRICHED);
        return state;
    }

    /** Returns the steps of a message with another one at the end, cut to the last ones. */
    public static List<ProcessEntry> with(Message message, ProcessEntry step) {
        List<ProcessEntry> steps = new ArrayList<>(message.messageHistory());
        steps.add(step);
        return steps.subList(Math.max(0, steps.size() - MAX_STEPS), steps.size());
    }
}
