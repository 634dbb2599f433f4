package io.messaging.testing;

import io.messaging.message.GemstoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
record Story(
        String title,
        Throwable failure,
        long seed,
        long forgotten,
        List<RecordedEvent> events,
        Map<String, String> senders,
        Map<String, String> outputs) {
    private static final int OUTPUT_LINES = 40;

    static Story of(TestSpace space, Throwable failure) {
        List<RecordedEvent> events = space.recording().events();
        Map<String, String> senders = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            if (event.message() != null) {
                String sender =
                        space.hub().storedBy(event.topic(), event.message().id());
                if (sender != null) {
                    senders.put(key(event), sender);
                }
            }
        }
        Map<String, String> outputs = new LinkedHashMap<>();
        space.processes().forEach(process -> outputs.put(process.toString(), process.outputTail(OUTPUT_LINES)));
        return new Story(
                space.title(), failure, space.faults().seed(), space.recording().forgotten(), events, senders, outputs);
    }

    private static String key(RecordedEvent event) {
        return event.topic() + " " + event.message().id();
    }

    /** Who stored the event's message; null where nobody knows. */
    String sender(RecordedEvent event) {
        return event.message() == null ? null : senders.get(key(event));
    }

    /** Everyone who did something, in the order in which they came up. */
    List<String> participants() {
        Set<String> found = new LinkedHashSet<>();
        for (RecordedEvent event : events) {
            if (event.process() != null) {
                found.add(event.process());
            }
        }
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
