package io.messaging.cli.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts what went wrong, and keeps the first findings as text. Thread-safe: guarded by its monitor. */
final class Findings {
    private static final int MOST_EXAMPLES = 20;

    /** What can go wrong. */
    enum Kind {
        /** A message did not come, or could not be read. */
        LOST("lost"),
        /** A message came more than once. */
        DOUBLED("doubled"),
        /** A message came after one that was stored later. */
        MISORDERED("out of order"),
        /** A message came with another text. */
        DAMAGED("damaged"),
        /** A call failed that must not. */
        FAILED("calls that failed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<String> examples = new ArrayList<>();

    void add(Kind kind, long count, String what) {
        synchronized (this) {
            counts.merge(kind, count, Long::sum);
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(kind + ": " + what);
            }
        }
    }

    /** A message counted as lost arrived after all, out of order. */
    synchronized void lostCameLate(String what) {
        counts.merge(Kind.LOST, -1L, Long::sum);
        add(Kind.MISORDERED, 1, what);
    }

    synchronized long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    synchronized boolean isEmpty() {
        return counts.values().stream().allMatch(count -> count == 0);
    }

    synchronized List<String> examples() {
        return List.copyOf(examples);
    }
}
