package io.messaging.selftest.fault;

import io.messaging.backend.Capability;
import io.messaging.backend.DurableClients;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Passes every call on to a correct backend. A wrong one overrides what it does wrong. */
public class Delegate implements MessagingBackend {
    protected final MessagingBackend correct;

    public Delegate(MessagingBackend correct) {
        this.correct = correct;
    }

    @Override
    public void storeMessage(String namespace, String topic, Message message) {
        correct.storeMessage(namespace, topic, message);
    }

    @Override
    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        return correct.storeMessageAsync(namespace, topic, message);
    }

    @Override
    public List<Message> getMessagesForTopic(String topic) {
        return correct.getMessagesForTopic(topic);
    }

    @Override
    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
        return correct.getMessagesForTopicSince(topic, since);
    }

    @Override
    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
        return correct.getNextMessageForTopicSince(topic, since);
    }

    @Override
    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
        return correct.getMessagesById(namespace, ids);
    }

    @Override
    public final Subscription subscribe(String topic, MessageHandler handler) {
        return subscribe(topic, handler, SubscriptionOptions.plain());
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return correct.subscribe(topic, handler, options);
    }

    @Override
    public void unsubscribe(String topic) {
        correct.unsubscribe(topic);
    }

    @Override
    public void unsubscribe(String topic, String clientId) {
        correct.unsubscribe(topic, clientId);
    }

    @Override
    public List<Subscriber> loadSubscribers(String namespace) {
        return correct.loadSubscribers(namespace);
    }

    @Override
    public DurableClients durableClients() {
        return correct.durableClients();
    }

    @Override
    public Set<Capability> capabilities() {
        return correct.capabilities();
    }

    @Override
    public boolean supportsSubscription() {
        return correct.supportsSubscription();
    }

    @Override
    public long maxMessageBytes() {
        return correct.maxMessageBytes();
    }

    @Override
    public void close() {
        correct.close();
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        correct.awaitClosed();
    }
}
