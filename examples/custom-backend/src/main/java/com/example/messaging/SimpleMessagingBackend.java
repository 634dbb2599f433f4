package com.example.messaging;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps messages in maps, under one lock. The base class has checked every argument, and that the backend is open,
 * before a method here is called. Thread-safe.
 */
public final class SimpleMessagingBackend extends AbstractMessagingBackend {
    private final Object lock = new Object(); // guards everything below
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<String, Map<GemstoneId, StoredMessage>> namespaces = new HashMap<>();
    private final List<SimpleSubscription> subscriptions = new ArrayList<>();
    private final ScheduledThreadPoolExecutor expiry = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(null, task, "simple-expiry", 0, false);
        thread.setDaemon(true);
        return thread;
    });
    private final long maxMessageBytes;

    /** Opens a backend that shares nothing with others. */
    public SimpleMessagingBackend(long maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** What is declared is checked, and what is not declared is left alone: start with little. */
    @Override
    public Set<Capability> capabilities() {
        return Set.of(Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY);
    }

    @Override
    public long maxMessageBytes() {
        return maxMessageBytes;
    }

    @Override
    protected void doStoreMessage(String namespace, String topicName, Message message) {
        if (message.jsonLength() > maxMessageBytes) {
            throw new RejectedMessageException("the message has " + message.jsonLength()
                    + " bytes of JSON and may have " + maxMessageBytes + " (max_message_bytes)");
        }
        StoredMessage stored = StoredMessage.of(message);
        synchronized (lock) {
            checkOpen(); // once more, as doClose() may have come in between
            Topic topic = topics.computeIfAbsent(topicName, name -> new Topic());
            if (!topic.add(stored)) {
                return;
            }
            namespaces.computeIfAbsent(namespace, name -> new HashMap<>()).put(message.id(), stored);
            if (stored.expires()) {
                expiry.schedule(
                        () -> forget(namespace, topic, stored),
                        stored.expiryNanos() - System.nanoTime(),
                        TimeUnit.NANOSECONDS);
            }
            lock.notifyAll(); // the subscriptions
        }
    }

    /** Reads leave an expired message out by themselves; this gives its memory back, though nobody reads. */
    private void forget(String namespace, Topic topic, StoredMessage expired) {
        synchronized (lock) {
            topic.forget(expired);
            namespaces.get(namespace).remove(expired.message().id(), expired);
        }
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        synchronized (lock) {
            return find(topic).map(Topic::all).orElse(List.of());
        }
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        synchronized (lock) {
            return find(topic).map(found -> found.since(since)).orElse(List.of());
        }
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        synchronized (lock) {
            return find(topic).flatMap(found -> found.nextSince(since));
        }
    }

    private Optional<Topic> find(String topic) {
        return Optional.ofNullable(topics.get(topic));
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        synchronized (lock) {
            Map<GemstoneId, StoredMessage> messages = namespaces.getOrDefault(namespace, Map.of());
            return ids.stream()
                    .map(messages::get)
                    .filter(Objects::nonNull)
                    .filter(StoredMessage::isLive)
                    .map(StoredMessage::message)
                    .toList();
        }
    }

    @Override
    protected Subscription doSubscribe(String topicName, MessageHandler handler, SubscriptionOptions options) {
        synchronized (lock) {
            checkOpen();
            Topic topic = topics.computeIfAbsent(topicName, name -> new Topic());
            SimpleSubscription subscription =
                    new SimpleSubscription(lock, topicName, topic, handler, options, this::remove);
            subscriptions.add(subscription);
            return subscription;
        }
    }

    private void remove(SimpleSubscription subscription) {
        synchronized (lock) {
            subscriptions.remove(subscription);
        }
    }

    /** Client ids belong to durable subscriptions, which this backend does not declare. */
    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        open().stream()
                .filter(subscription -> subscription.topic().equals(topic) && clientId.isEmpty())
                .forEach(SimpleSubscription::close);
    }

    private List<SimpleSubscription> open() {
        synchronized (lock) {
            return List.copyOf(subscriptions);
        }
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return open().stream()
                .map(open -> new Subscriber(
                        open.topic(), null, open.options().namespace().orElse(null), true))
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    @Override
    protected void doClose() {
        List<SimpleSubscription> open = open();
        open.forEach(each -> each.end(SubscriptionEnd.Reason.BACKEND_CLOSED, "the backend was closed"));
        open.forEach(SimpleSubscription::awaitHandler);
        synchronized (lock) {
            expiry.shutdownNow();
        }
    }
}
