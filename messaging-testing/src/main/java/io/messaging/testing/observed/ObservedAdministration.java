package io.messaging.testing.observed;

import io.messaging.backend.Administration;
import io.messaging.backend.BackendStats;

/** What is stored under one test's names; what is other tests' own is left alone. Thread-safe. */
final class ObservedAdministration implements Administration {
    private final Administration real;
    private final TestNames names;

    ObservedAdministration(Administration real, TestNames names) {
        this.real = real;
        this.names = names;
    }

    /** All tests' figures together: nobody counts them one by one. */
    @Override
    public BackendStats stats() {
        return real.stats();
    }

    @Override
    public long clear(String topic) {
        return real.clear(names.topic(topic));
    }

    @Override
    public long clearAll() {
        throw new UnsupportedOperationException(
                "clearAll would clear the topics of other tests, which share this server; clear topics by name");
    }
}
