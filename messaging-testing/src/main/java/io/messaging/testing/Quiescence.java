package io.messaging.testing;

import java.util.Optional;

/** Tells whether nothing stored is undelivered and no handler is running. Thread-safe. */
interface Quiescence {
    /** Looks once; gives what still goes on, or nothing when all is quiet. */
    Optional<String> reasonAgainst();

    static Quiescence of(TestSpace space) {
        return space.hasServer() ? new ServerQuiescence(space) : new CountedQuiescence(space);
    }
}
