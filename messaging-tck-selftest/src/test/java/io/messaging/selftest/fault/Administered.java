package io.messaging.selftest.fault;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import java.util.List;

/** Forwards every call to the correct administration. */
public class Administered implements Administration {
    private final Administration correct;

    public Administered(Administration correct) {
        this.correct = correct;
    }

    @Override
    public BackendStats stats() {
        return correct.stats();
    }

    @Override
    public List<TopicStats> topics() {
        return correct.topics();
    }

    @Override
    public List<Subscriber> subscribers() {
        return correct.subscribers();
    }

    @Override
    public long clear(String topic) {
        return correct.clear(topic);
    }

    @Override
    public long clearAll() {
        return correct.clearAll();
    }
}
