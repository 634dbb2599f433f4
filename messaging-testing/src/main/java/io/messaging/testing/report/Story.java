package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.recording.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * All that a report tells of a test. Immutable.
 *
 * @param title the test
 * @param failure what it failed with
 * @param seed of what chance decided
 * @param forgotten how many early events are not told
 * @param events what happened
 * @param senders who stored a message first, by topic and id
 * @param outputs the last lines of child processes, by name
 */
public record Story(
        String title,
        Throwable failure,
        long seed,
        long forgotten,
        List<RecordedEvent> events,
        Map<String, String> senders,
        Map<String, String> outputs) {
    /** Tells what was recorded; sender finds out who stored a message first. */
    public static Story of(
            String title,
            Throwable failure,
            long seed,
            Recording recording,
            BiFunction<String, GemstoneId, String> sender,
            Map<String, String> outputs) {
        List<RecordedEvent> events = recording.events();
        Map<String, String> senders = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            if (event.message() != null) {
                String found = sender.apply(event.topic(), event.message().id());
                if (found != null) {
                    senders.put(key(event), found);
                }
            }
        }
        return new Story(title, failure, seed, recording.forgotten(), events, senders, outputs);
    }

    private static String key(RecordedEvent event) {
        return event.topic() + " " + event.message().id();
    }

    /** Who stored the event's message; null where nobody knows. */
    String sender(RecordedEvent event) {
        return event.message() == null ? null : senders.get(key(event));
    }

    /** Everyone who did something: in the order in which messages came to them, so that arrows mostly go one way. */
    List<String> participants() {
        Set<String> found = new LinkedHashSet<>();
        events.stream().filter(event -> event.message() != null).forEach(event -> found.add(event.process()));
        events.forEach(event -> found.add(event.process()));
        found.remove(null);
        return new ArrayList<>(found);
    }

    /** Short names of messages: m1, m2, ... in the order in which they came up. */
    Map<GemstoneId, String> shortNames() {
        Map<GemstoneId, String> names = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            if (event.message() != null) {
                names.computeIfAbsent(event.message().id(), id -> "m" + (names.size() + 1));
            }
        }
        return names;
    }
}
