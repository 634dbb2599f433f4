package io.messaging.cli.soak;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What went wrong, counted, and the first of it in words. Thread-safe: guarded by its monitor. */
final class Findings {
    private static final int MOST_EXAMPLES = 20;

    /** What can go wrong. */
    enum Kind {
        LOST,
        DOUBLED,
        MISORDERED,
        DAMAGED,
        FAILED
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

    /** What counted as lost came after all, behind what was stored after it. */
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
