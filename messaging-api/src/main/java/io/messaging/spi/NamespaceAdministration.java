package io.messaging.spi;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.DeadLetter;
import io.messaging.administration.DurableClient;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroup;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * The administrator's view of one namespace. The figures of {@link #stats} are those of the whole backend. Immutable.
 *
 * @param real the backend's
 * @param names of the namespace
 */
record NamespaceAdministration(Administration real, NamespaceNames names) implements Administration {
    @Override
    public BackendStats stats() {
        return real.stats();
    }

    @Override
    public List<TopicStats> topics() {
        return real.topics().stream()
                .filter(topic -> names.contains(topic.topic()))
                .map(topic -> new TopicStats(
                        names.shortTopic(topic.topic()), topic.messages(), topic.bytes(), topic.subscribers()))
                .toList();
    }

    @Override
    public List<Subscriber> subscribers() {
        return real.subscribers().stream()
                .filter(subscriber -> names.contains(subscriber.topic()))
                .map(names::shortened)
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
        return real.topics().stream()
                .map(TopicStats::topic)
                .filter(names::contains)
                .mapToLong(real::clear)
                .sum();
    }

    private static void requireContained(NamespaceNames names, Message deadLetter) {
        String topic = DeadLetter.fromMessage(deadLetter).originalTopic();
        if (!names.contains(topic)) {
            throw new IllegalArgumentException("dead letter " + deadLetter.id() + " is of topic '" + topic
                    + "', outside namespace '" + names.namespace() + "'; requeue it through the backend itself");
        }
    }

    /**
     * Durable clients. Immutable.
     *
     * @param real the backend's
     * @param names of the namespace
     */
    record Clients(DurableClients real, NamespaceNames names) implements DurableClients {
        @Override
        public List<DurableClient> list() {
            return real.list().stream()
                    .filter(client -> names.contains(client.topic()))
                    .map(client -> new DurableClient(
                            client.clientId(),
                            names.shortTopic(client.topic()),
                            names.shortNamespace(client.namespace()),
                            client.connected(),
                            client.position(),
                            client.lag(),
                            client.inFlight(),
                            client.lost(),
                            client.lastSeen()))
                    .toList();
        }

        /** A client is forgotten in all its topics, so it must have none elsewhere. */
        @Override
        public boolean forget(String clientId) {
            List<DurableClient> places = real.list().stream()
                    .filter(client -> client.clientId().equals(clientId))
                    .toList();
            Optional<String> outside = places.stream()
                    .map(DurableClient::topic)
                    .filter(topic -> !names.contains(topic))
                    .findFirst();
            if (places.isEmpty() || places.stream().noneMatch(place -> names.contains(place.topic()))) {
                return false;
            }
            if (outside.isPresent()) {
                throw new IllegalArgumentException("clientId is '" + clientId + "', which has a position in topic '"
                        + outside.get() + "', outside namespace '" + names.namespace()
                        + "', too; forget it through the backend itself, which removes all its positions");
            }
            return real.forget(clientId);
        }

        @Override
        public void requeue(Message deadLetter) {
            requireContained(names, deadLetter);
            real.requeue(deadLetter);
        }
    }

    /**
     * Groups. Immutable.
     *
     * @param real the backend's
     * @param names of the namespace
     */
    record Groups(SharedGroups real, NamespaceNames names) implements SharedGroups {
        @Override
        public List<SharedGroup> list() {
            return real.list().stream()
                    .filter(group -> names.contains(group.topic()))
                    .map(group -> new SharedGroup(
                            group.name(),
                            names.shortTopic(group.topic()),
                            names.shortNamespace(group.namespace()),
                            group.orderedBy(),
                            group.maxAttempts(),
                            group.position(),
                            group.lag(),
                            group.inFlight(),
                            group.retriesWaiting(),
                            group.attempts(),
                            group.lost(),
                            group.lastSeen(),
                            group.members()))
                    .toList();
        }

        @Override
        public boolean forget(String group, String topic) {
            return real.forget(group, names.topic(topic));
        }

        @Override
        public void requeue(Message deadLetter) {
            requireContained(names, deadLetter);
            real.requeue(deadLetter);
        }
    }
}
