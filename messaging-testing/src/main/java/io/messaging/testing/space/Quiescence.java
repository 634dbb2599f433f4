package io.messaging.testing.space;

import java.util.Optional;

/** Detects that nothing stored is undelivered and no handler is running. Thread-safe. */
public interface Quiescence {
    /** Checks once; returns what is still going on, or empty when all is quiet. */
    Optional<String> reasonAgainst();

    static Quiescence of(TestSpace space) {
        return space.network().hasServer() ? new ServerQuiescence(space) : new CountedQuiescence(space);
    }
}
