package io.messaging.spi;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.message.Names;
import java.util.List;

/** Checks arguments, and that the backend is open, before a backend's own administration is asked. Thread-safe. */
final class CheckedAdministration implements Administration {
    private final AbstractMessagingBackend backend;
    private final Administration real;

    CheckedAdministration(AbstractMessagingBackend backend, Administration real) {
        this.backend = backend;
        this.real = real;
    }

    @Override
    public BackendStats stats() {
        backend.checkOpen();
        return real.stats();
    }

    @Override
    public List<TopicStats> topics() {
        backend.checkOpen();
        return real.topics();
    }

    @Override
    public List<Subscriber> subscribers() {
        backend.checkOpen();
        return real.subscribers();
    }

    @Override
    public boolean listsAllSubscribers() {
        return real.listsAllSubscribers();
    }

    @Override
    public long clear(String topic) {
        backend.checkOpen();
        return real.clear(Names.require("topic", topic));
    }

    @Override
    public long clearAll() {
        backend.checkOpen();
        return real.clearAll();
    }
}
