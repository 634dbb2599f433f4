package io.messaging.testing.observed;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import java.util.List;

/** Administration restricted to one test's names. Thread-safe. */
final class ObservedAdministration implements Administration {
    private final Administration real;
    private final TestNames names;

    ObservedAdministration(Administration real, TestNames names) {
        this.real = real;
        this.names = names;
    }

    /** Returns the figures of all tests together: they are not counted separately. */
    @Override
    public BackendStats stats() {
        return real.stats();
    }

    @Override
    public List<TopicStats> topics() {
        return real.topics().stream()
                .filter(topic -> names.isOurs(topic.topic()))
                .map(topic -> new TopicStats(
                        names.ownTopic(topic.topic()), topic.messages(), topic.bytes(), topic.subscribers()))
                .toList();
    }

    @Override
    public List<Subscriber> subscribers() {
        return real.subscribers().stream()
                .filter(subscriber -> names.isOurs(subscriber.topic()))
                .map(names::own)
                .toList();
    }

    @Override
    public boolean listsAllSubscribers() {
        return real.listsAllSubscribers();
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
