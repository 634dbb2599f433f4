package io.messaging.tck.engine;

import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.TopicFilter;
import io.messaging.spi.ForwardingMessagingBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Forwards every call to the backend under test, and tells the watch of those that may hang. Thread-safe. */
final class WatchedBackend extends ForwardingMessagingBackend {
    private final CallWatch watch;

    WatchedBackend(MessagingBackend backend, CallWatch watch) {
        super(backend);
        this.watch = watch;
    }

    private <T> T watched(String call, Callable<T> action) {
        return watched(watch, call, action);
    }

    private static <T> T watched(CallWatch watch, String call, Callable<T> action) {
        try {
            return watch.call(call, action);
        } catch (Exception e) {
            throw WatchedBackend.<RuntimeException>unchanged(e);
        }
    }

    /** The calls declare no checked exceptions; should one come all the same, it passes as it is. */
    @SuppressWarnings("unchecked")
    private static <E extends Exception> E unchanged(Exception e) throws E {
        throw (E) e;
    }

    private void watchedRun(String call, Runnable action) {
        watched(call, () -> {
            action.run();
            return null;
        });
    }

    @Override
    public void storeMessage(String namespace, String topic, Message message) {
        watchedRun("storeMessage", () -> super.storeMessage(namespace, topic, message));
    }

    @Override
    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
        return watched("storeMessageAsync", () -> super.storeMessageAsync(namespace, topic, message));
    }

    @Override
    public List<Message> getMessagesForTopic(String topic) {
        return watched("getMessagesForTopic", () -> super.getMessagesForTopic(topic));
    }

    @Override
    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
        return watched("getMessagesForTopicSince", () -> super.getMessagesForTopicSince(topic, since));
    }

    @Override
    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
        return watched("getNextMessageForTopicSince", () -> super.getNextMessageForTopicSince(topic, since));
    }

    @Override
    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since, int limit) {
        return watched(
                "getMessagesForTopicSince with a limit", () -> super.getMessagesForTopicSince(topic, since, limit));
    }

    @Override
    public Stream<Message> streamMessagesForTopicSince(String topic, GemstoneId since) {
        return watched("streamMessagesForTopicSince", () -> super.streamMessagesForTopicSince(topic, since));
    }

    @Override
    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
        return watched("getMessagesById", () -> super.getMessagesById(namespace, ids));
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler) {
        return watchedSubscription(watched("subscribe", () -> target().subscribe(topic, handler)));
    }

    @Override
    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        return watchedSubscription(watched("subscribe", () -> super.subscribe(topic, handler, options)));
    }

    @Override
    public Subscription subscribe(TopicFilter topics, MessageHandler handler) {
        return watchedSubscription(watched("subscribe", () -> target().subscribe(topics, handler)));
    }

    @Override
    public Subscription subscribe(TopicFilter topics, MessageHandler handler, SubscriptionOptions options) {
        return watchedSubscription(watched("subscribe", () -> super.subscribe(topics, handler, options)));
    }

    private Subscription watchedSubscription(Subscription subscription) {
        return subscription == null ? null : new WatchedSubscription(subscription, watch);
    }

    /** Compares what a test got from a watched backend with what the backend itself hands out. */
    static boolean isSame(Subscription watched, Subscription own) {
        return watched instanceof WatchedSubscription wrapper && wrapper.subscription() == own;
    }

    @Override
    public void unsubscribe(String topic) {
        watchedRun("unsubscribe", () -> super.unsubscribe(topic));
    }

    @Override
    public void unsubscribe(String topic, String clientId) {
        watchedRun("unsubscribe", () -> super.unsubscribe(topic, clientId));
    }

    @Override
    public List<Subscriber> loadSubscribers(String namespace) {
        return watched("loadSubscribers", () -> super.loadSubscribers(namespace));
    }

    @Override
    public Duration ping() {
        return watched("ping", super::ping);
    }

    @Override
    public List<String> topics() {
        return watched("topics", super::topics);
    }

    @Override
    public DurableClients durableClients() {
        return watched("durableClients", super::durableClients);
    }

    @Override
    public SharedGroups sharedGroups() {
        return watched("sharedGroups", super::sharedGroups);
    }

    @Override
    public Set<Capability> capabilities() {
        return watched("capabilities", super::capabilities);
    }

    @Override
    public boolean supportsSubscription() {
        return watched("supportsSubscription", super::supportsSubscription);
    }

    @Override
    public long maxMessageBytes() {
        return watched("maxMessageBytes", super::maxMessageBytes);
    }

    @Override
    public void close() {
        watchedRun("close", super::close);
    }

    @Override
    public void close(Duration limit) {
        watchedRun("close", () -> super.close(limit));
    }

    /** Passes every call on, and tells the watch of the one that may take long. */
    private record WatchedSubscription(Subscription subscription, CallWatch watch) implements Subscription {
        @Override
        public String topic() {
            return subscription.topic();
        }

        @Override
        public Optional<TopicFilter> filter() {
            return subscription.filter();
        }

        @Override
        public SubscriptionOptions options() {
            return subscription.options();
        }

        @Override
        public boolean isActive() {
            return subscription.isActive();
        }

        @Override
        public CompletionStage<SubscriptionEnd> ended() {
            return subscription.ended();
        }

        @Override
        public void close() {
            watched(watch, "Subscription.close", () -> {
                subscription.close();
                return null;
            });
        }

        @Override
        public void close(Duration limit) {
            watched(watch, "Subscription.close", () -> {
                subscription.close(limit);
                return null;
            });
        }
    }
}
