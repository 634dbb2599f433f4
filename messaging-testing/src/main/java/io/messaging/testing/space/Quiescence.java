package io.messaging.testing.space;

import java.util.Optional;

/** Detects that nothing stored is undelivered and no handler is running. Thread-safe. */
public interface Quiescence {
    /** Looks once; gives what still goes on, or nothing when all is quiet. */
    Optional<String> reasonAgainst();

    static Quiescence of(TestSpace space) {
        return space.hasServer() ? new ServerQuiescence(space) : new CountedQuiescence(space);
    }
}
