package io.messaging.testing.report;

import io.messaging.message.GemstoneId;
import io.messaging.testing.event.RecordedEvent;
import io.messaging.testing.recording.Recording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * The content of a test's report. Immutable.
 *
 * @param title the test
 * @param failure its failure
 * @param seed the random seed
 * @param forgotten the number of dropped early events
 * @param events the events
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
    /**
     * The recording of a test, or of a class with fixtures of its own.
     *
     * @param recording the events
     * @param sender returns who stored a message of a topic first
     */
    public record Source(Recording recording, BiFunction<String, GemstoneId, String> sender) {}

    private record Timed(RecordedEvent event, long nanos) {}

    /**
     * Merges recordings. The first is the test's own; of the others, events before the test are included too, as they
     * may explain it.
     */
    public static Story of(
            String title, Throwable failure, long seed, List<Source> sources, Map<String, String> outputs) {
        long testBegin = sources.get(0).recording().beginNanos();
        List<Timed> timed = new ArrayList<>();
        Map<String, String> senders = new LinkedHashMap<>();
        long forgotten = 0;
        for (Source source : sources) {
            Recording recording = source.recording();
            forgotten += recording.forgotten();
            for (RecordedEvent event : recording.events()) {
                long nanos = recording.beginNanos() - testBegin + event.at().toNanos();
                timed.add(new Timed(event, nanos));
                if (event.message() != null) {
                    String found =
                            source.sender().apply(event.topic(), event.message().id());
                    if (found != null) {
                        senders.put(key(event), found);
                    }
                }
            }
        }
        timed.sort(Comparator.comparingLong(Timed::nanos));
        return new Story(title, failure, seed, forgotten, inOrder(timed), senders, outputs);
    }

    /** Numbers the events, with times relative to the first. */
    private static List<RecordedEvent> inOrder(List<Timed> timed) {
        long first = timed.isEmpty() ? 0 : Math.min(0, timed.get(0).nanos());
        List<RecordedEvent> events = new ArrayList<>();
        for (Timed each : timed) {
            RecordedEvent event = each.event();
            events.add(new RecordedEvent(
                    events.size() + 1,
                    event.kind(),
                    Duration.ofNanos(each.nanos() - first),
                    event.process(),
                    event.thread(),
                    event.topic(),
                    event.message(),
                    event.detail(),
                    event.outcome(),
                    event.took()));
        }
        return events;
    }

    private static String key(RecordedEvent event) {
        return event.topic() + " " + event.message().id();
    }

    /** Returns who stored the event's message; null if unknown. */
    String sender(RecordedEvent event) {
        return event.message() == null ? null : senders.get(key(event));
    }

    /** Returns the participants in the order in which messages reached them, so that most arrows point one way. */
    List<String> participants() {
        Set<String> found = new LinkedHashSet<>();
        events.stream().filter(event -> event.message() != null).forEach(event -> found.add(event.process()));
        events.forEach(event -> found.add(event.process()));
        found.remove(null);
        return new ArrayList<>(found);
    }

    /** Returns short names of messages: m1, m2, ... in the order of their appearance. */
    Map<GemstoneId, String> shortNames() {
        Map<GemstoneId, String> names = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            if (event.message() != null) {
                names.computeIfAbsent(event.message().id(), id -> "m" + (names.size() + 1));
            }
        }
        return names;
    }

    /** Returns where a failure was thrown; nothing where its class, which may be a program's, does not say. */
    public static StackTraceElement[] placeOf(Throwable failure) {
        try {
            StackTraceElement[] trace = failure.getStackTrace();
            return trace == null ? new StackTraceElement[0] : trace;
        } catch (Throwable unreadable) {
            return new StackTraceElement[0];
        }
    }
}
