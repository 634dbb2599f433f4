package io.messaging.redis.administration;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.redis.subscription.Presence;
import java.util.List;

/**
 * The administration of the Python framework's layout, which lists subscribers and nothing else. Thread-safe.
 *
 * @param presence of the subscribers of all instances
 */
public record PythonAdministration(Presence presence) implements Administration {
    @Override
    public List<Subscriber> subscribers() {
        return List.copyOf(presence.list());
    }

    /** Programs of the Python framework subscribe to a channel, as anybody may. */
    @Override
    public boolean listsAllSubscribers() {
        return false;
    }

    @Override
    public BackendStats stats() {
        throw refusal();
    }

    @Override
    public List<TopicStats> topics() {
        throw refusal();
    }

    @Override
    public long clear(String topic) {
        throw refusal();
    }

    @Override
    public long clearAll() {
        throw refusal();
    }

    private static UnsupportedOperationException refusal() {
        return new UnsupportedOperationException(
                "the python layout can neither count nor clear what it stores: its topics look like any other sorted"
                        + " set, and nothing tells in which namespaces a topic's messages are found by id; give messages a"
                        + " ttl, use redis-cli (DEL of a topic's name, while no program uses it), or layout native");
    }
}
