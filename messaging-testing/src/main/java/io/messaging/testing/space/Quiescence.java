package io.messaging.testing.space;

import java.util.Optional;

/** Detects that nothing stored is undelivered and no handler is running. Thread-safe. */
public interface Quiescence {
    /** The reason when something changed during the check. */
    String CHANGED = "something happened just now";

    /** Checks once; returns what is still going on, or empty when all is quiet. */
    Optional<String> reasonAgainst();

    static Quiescence of(TestSpace space) {
        Quiescence check = space.network().hasServer() ? new ServerQuiescence(space) : new CountedQuiescence(space);
        return () -> {
            long before = space.recording().changes();
            return check.reasonAgainst()
                    .or(() -> space.recording().changes() == before ? Optional.empty() : Optional.of(CHANGED));
        };
    }
}
