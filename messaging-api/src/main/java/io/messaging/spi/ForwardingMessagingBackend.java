package io.messaging.spi;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Forwards every call to another backend. A decorator extends it and overrides what it changes;
 * {@link #subscribe(String, MessageHandler)} arrives at the method with options. As thread-safe as the other backend.
 */
public abstract class ForwardingMessagingBackend implements MessagingBackend {
    private final MessagingBackend target;

    /**
     * Creates a decorator.
     *
     * @param target gets the calls
     */
    protected ForwardingMessagingBackend(MessagingBackend target) {
        this.target = Objects.requireNonNull(target, "target");
    }

    /** {@return the backend that was decorated} */
    protected final MessagingBackend target() {
        return target;
    }

    @Override
    public void storeMessage(String namespace, String topic, Message message) {
        target.storeMessage(namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        return target.storeMessageAsync(namespace, topic, message);
    }

    @Override
    public List<Message> getMessagesForTopic(String topic) {
        return target.getMessagesForTopic(topic);
    }

    @Override
    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
        return target.getMessagesForTopicSince(topic, since);
    }

    @Override
    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
        return target.getNextMessageForTopicSince(topic, since);
    }

    @Override
    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
        return target.getMessagesForTopicSince(topic, since, limit);
    }

    @Override
    public Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
        return target.streamMessagesForTopicSince(topic, since);
    }

    @Override
    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
        return target.getMessagesById(namespace, ids);
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return target.subscribe(topic, handler, options);
    }

    @Override
    public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        return target.subscribe(topics, handler, options);
    }

    @Override
    public void unsubscribe(String topic) {
        target.unsubscribe(topic);
    }

    @Override
    public void unsubscribe(String topic, String clientId) {
        target.unsubscribe(topic, clientId);
    }

    @Override
    public List<Subscriber> loadSubscribers(String namespace) {
        return target.loadSubscribers(namespace);
    }

    @Override
    public List<Subscription> subscriptions() {
        return target.subscriptions();
    }

    @Override
    public List<String> topics() {
        return target.topics();
    }

    @Override
    public Duration ping() {
        return target.ping();
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        target.addConnectionListener(listener);
    }

    @Override
    public void removeConnectionListener(ConnectionListener listener) {
        target.removeConnectionListener(listener);
    }

    @Override
    public DurableClients durableClients() {
        return target.durableClients();
    }

    @Override
    public SharedGroups sharedGroups() {
        return target.sharedGroups();
    }

    @Override
    public Administration administration() {
        return target.administration();
    }

    /** {@return a view of this decorator: what it changes is changed there, too} */
    @Override
    public MessagingBackend inNamespace(String namespace) {
        return NamespacedBackend.of(this, namespace);
    }

    @Override
    public Set<Capability> capabilities() {
        return target.capabilities();
    }

    @Override
    public boolean supportsSubscription() {
        return target.supportsSubscription();
    }

    @Override
    public long maxMessageBytes() {
        return target.maxMessageBytes();
    }

    @Override
    public void close() {
        target.close();
    }

    @Override
    public void close(Duration limit) {
        target.close(limit);
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        target.awaitClosed();
    }
}
