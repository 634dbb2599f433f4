package io.messaging.administration;

import java.util.List;

/**
 * The administrator's view of all that a backend stores, whoever stored it. A backend need not have one; where it lists
 * its subscribers, the compatibility kit checks them. Thread-safe.
 */
public interface Administration {
    /**
     * Counts what the backend holds. Takes bounded time; figures that cannot be determined in that time, or at all, are
     * reported as unknown.
     *
     * @return the figures of the moment
     * @throws UnsupportedOperationException when the backend cannot count what it holds
     */
    BackendStats stats();

    /**
     * Lists the topics that hold messages or have subscribers, with what each holds.
     *
     * @return ordered by name
     * @throws UnsupportedOperationException when the backend cannot list its topics
     */
    default List<TopicStats> topics() {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " cannot list topics: its author did not override topics(); use what its own server offers for that");
    }

    /**
     * Lists who is subscribed, in whatever namespace and through any instance, durable clients and groups that are away
     * included: each subscription once (SUB-14).
     *
     * @return in no particular order
     * @throws UnsupportedOperationException when the backend cannot list the subscribers of all namespaces
     */
    default List<Subscriber> subscribers() {
        throw new UnsupportedOperationException(getClass().getSimpleName()
                + " cannot list the subscribers of all namespaces: its author did not override "
                + "subscribers(); ask loadSubscribers(namespace) for those of one");
    }

    /**
     * Returns whether {@link #subscribers} lists programs of other makers, too. Where it does not, nobody can conclude from it
     * that a topic has no subscriber.
     *
     * @return false for Redis's layout {@code python}, where the Python framework's programs leave no trace
     */
    default boolean listsAllSubscribers() {
        return true;
    }

    /**
     * Removes all messages that a topic has now, from every read. What is on the way to a subscriber still arrives.
     * Durable clients skip the removed messages they had not handled; these are counted as lost. The ids are free
     * again.
     *
     * @param topic the topic; an unknown one has no messages
     * @return how many were removed
     * @throws UnsupportedOperationException when the backend cannot clear topics
     */
    long clear(String topic);

    /**
     * Removes all messages of all topics as {@link #clear} does, and removes topics in which no durable client or group has
     * a position.
     *
     * @return how many were removed
     * @throws UnsupportedOperationException when the backend cannot clear topics, or not all
     */
    long clearAll();
}
