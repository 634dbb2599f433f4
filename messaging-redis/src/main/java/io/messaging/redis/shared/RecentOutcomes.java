package io.messaging.redis.shared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the last messages of a member ended. In a fail-over Redis may lose that it was told, and hand them out again. Not
 * thread-safe.
 */
final class RecentOutcomes {
    private static final int MOST = 4_096;

    private final Map<Attempt, Outcome> byAttempt = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Attempt, Outcome> eldest) {
            return size() > MOST;
        }
    };

    /** Remembers what the group is told. What was never begun may rightly come again as the same attempt. */
    void add(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome.kind() != Outcome.Kind.UNBEGUN) {
                byAttempt.put(outcome.attempt(), outcome);
            }
        }
    }

    /** Returns how an attempt ended; null where it is not known. */
    Outcome of(Attempt attempt) {
        return byAttempt.get(attempt);
    }

    /** Returns all, the oldest first. */
    List<Outcome> all() {
        return List.copyOf(byAttempt.values());
    }
}
