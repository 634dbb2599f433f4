package com.example.messaging;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.delivery.BackendThreads;
import io.messaging.spi.delivery.Callbacks;
import io.messaging.spi.delivery.HandlerThreads;
import io.messaging.spi.delivery.MessageSource;
import io.messaging.spi.delivery.SourceSubscription;
import io.messaging.spi.delivery.Subscriptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps messages in maps, under one lock, and with a journal in a file too. The base class has checked every argument, and that the backend is open,
 * before a method here is called. Thread-safe.
 */
public final class SimpleMessagingBackend extends AbstractMessagingBackend {
    private final Object lock = new Object(); // guards the two maps
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<String, Map<GemstoneId, StoredMessage>> namespaces = new HashMap<>();

    private final Subscriptions<SourceSubscription> subscriptions = new Subscriptions<>();
    private final HandlerThreads threads = new HandlerThreads("simple-handler");
    private final Callbacks callbacks = new Callbacks(threads);
    private final ScheduledThreadPoolExecutor expiry =
            new ScheduledThreadPoolExecutor(1, BackendThreads.named("simple-expiry"));
    private final long maxMessageBytes;
    private final Journal journal;

    /** Opens a backend that shares nothing with others. */
    public SimpleMessagingBackend(long maxMessageBytes) {
        this(maxMessageBytes, Journal.none());
    }

    /** Opens a backend with what its journal has, which it closes. */
    SimpleMessagingBackend(long maxMessageBytes, Journal journal) {
        this.maxMessageBytes = maxMessageBytes;
        this.journal = journal;
        synchronized (lock) {
            journal.read((namespace, topic, stored) -> add(namespace, topicOf(topic), stored));
        }
    }

    /** What is declared is checked, and what is not declared is left alone: start with little. */
    @Override
    public Set<Capability> capabilities() {
        return journal.isKept()
                ? Set.of(Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY, Capability.PERSISTENT)
                : Set.of(Capability.SUBSCRIPTION, Capability.ASYNC_DELIVERY);
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
            Topic topic = topicOf(topicName);
            if (topic.has(message)) {
                return;
            }
            journal.append(namespace, topicName, stored); // before anybody sees it
            add(namespace, topic, stored);
        }
        subscriptions.list().stream()
                .filter(subscription -> subscription.topic().equals(topicName))
                .forEach(SourceSubscription::signal);
    }

    private Topic topicOf(String name) {
        return topics.computeIfAbsent(name, unknown -> new Topic());
    }

    private void add(String namespace, Topic topic, StoredMessage stored) {
        topic.add(stored);
        namespaces
                .computeIfAbsent(namespace, name -> new HashMap<>())
                .put(stored.message().id(), stored);
        if (stored.expires()) {
            expiry.schedule(
                    () -> forget(namespace, topic, stored),
                    stored.expiryNanos() - System.nanoTime(),
                    TimeUnit.NANOSECONDS);
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
        SourceSubscription subscription = new SourceSubscription(topicName, handler, options, threads, callbacks);
        subscriptions.add(subscription, () -> {});
        synchronized (lock) {
            checkOpen();
            Topic topic = topicOf(topicName);
            subscription.start(readerAtTheEndOf(topic));
        }
        return subscription;
    }

    /** A subscription is a position in the topic's log: a slow one falls behind, and nobody waits for it. */
    private MessageSource readerAtTheEndOf(Topic topic) {
        AtomicInteger position = new AtomicInteger(topic.size());
        return () -> {
            synchronized (lock) {
                while (position.get() < topic.size()) {
                    StoredMessage stored = topic.at(position.getAndIncrement());
                    if (stored != null && stored.isLive()) {
                        return stored.message();
                    }
                }
                return null;
            }
        };
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        subscriptions.unsubscribe(topic, clientId);
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return subscriptions.list().stream()
                .map(SourceSubscription::subscriber)
                .filter(subscriber -> subscriber.isIn(namespace))
                .toList();
    }

    @Override
    protected void doClose(Duration limit) {
        long began = System.nanoTime();
        threads.close(subscriptions.close(limit), began);
        synchronized (lock) {
            expiry.shutdownNow();
            journal.close();
        }
    }
}
