package io.messaging.administration;

import io.messaging.message.Names;
import java.util.Objects;
import java.util.Optional;

/**
 * A subscriber, in this or another process. Two are equal where all but their {@link #origin} is: who compares with a
 * subscriber of its own making need not know its process. Immutable.
 *
 * @param topic the topic, or the prefix of a prefix subscription
 * @param clientId the client id of a durable subscription, null for others
 * @param namespace the namespace it subscribed with, null where it gave none
 * @param connected false for a durable client that is away, and for a group without members
 * @param group the group of a shared subscription, null for others
 * @param prefix whether it subscribed to all topics that begin with {@code topic}
 * @param origin the process and the time, null where they are not known, and for those who are away
 */
public record Subscriber(
        String topic,
        String clientId,
        String namespace,
        boolean connected,
        String group,
        boolean prefix,
        Origin origin) {
    /**
     * Creates a subscriber whose process is not known.
     *
     * @param topic the topic, or the prefix of a prefix subscription
     * @param clientId the client id of a durable subscription, null for others
     * @param namespace the namespace it subscribed with, null where it gave none
     * @param connected false for a durable client that is away, and for a group without members
     * @param group the group of a shared subscription, null for others
     * @param prefix whether it subscribed to all topics that begin with {@code topic}
     */
    public Subscriber(
            String topic, String clientId, String namespace, boolean connected, String group, boolean prefix) {
        this(topic, clientId, namespace, connected, group, prefix, null);
    }

    /**
     * Creates a subscriber of one topic.
     *
     * @param topic the topic
     * @param clientId the client id of a durable subscription, null for others
     * @param namespace the namespace it subscribed with, null where it gave none
     * @param connected false for a durable client that is away, and for a group without members
     * @param group the group of a shared subscription, null for others
     */
    public Subscriber(String topic, String clientId, String namespace, boolean connected, String group) {
        this(topic, clientId, namespace, connected, group, false);
    }

    /**
     * Creates a subscriber that is in no group.
     *
     * @param topic the topic
     * @param clientId the client id of a durable subscription, null for a plain one
     * @param namespace the namespace it subscribed with, null where it gave none
     * @param connected false for a durable client that is away
     */
    public Subscriber(String topic, String clientId, String namespace, boolean connected) {
        this(topic, clientId, namespace, connected, null);
    }

    /**
     * {@return the same subscriber, in another process}
     *
     * @param other null for an unknown one
     */
    public Subscriber from(Origin other) {
        return new Subscriber(topic, clientId, namespace, connected, group, prefix, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subscriber that
                && Objects.equals(topic, that.topic)
                && Objects.equals(clientId, that.clientId)
                && Objects.equals(namespace, that.namespace)
                && connected == that.connected
                && Objects.equals(group, that.group)
                && prefix == that.prefix;
    }

    @Override
    public int hashCode() {
        return Objects.hash(topic, clientId, namespace, connected, group, prefix);
    }

    /**
     * {@return whether it gets the messages of a topic}
     *
     * @param name a topic
     */
    public boolean isOf(String name) {
        return prefix ? name.startsWith(topic) : name.equals(topic);
    }

    /**
     * Returns in which namespace a subscriber is listed: the one it gave, else the part of {@code namespace:topic}
     * before the colon, else every namespace.
     *
     * @param name a namespace
     * @return whether {@link io.messaging.backend.MessagingBackend#loadSubscribers} of that namespace shows it
     */
    public boolean isIn(String name) {
        return Optional.ofNullable(namespace)
                .or(() -> Names.namespaceOf(topic))
                .map(name::equals)
                .orElse(true);
    }
}
