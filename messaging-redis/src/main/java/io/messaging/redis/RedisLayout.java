package io.messaging.redis;

import io.messaging.administration.Administration;
import io.messaging.administration.DurableClients;
import io.messaging.administration.SharedGroups;
import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A layout of messages in Redis. Methods are those of {@link io.messaging.backend.MessagingBackend}. Implementations
 * are thread-safe.
 */
interface RedisLayout {
    Set<Capability> capabilities();

    void store(String namespace, String topic, Message message);

    CompletableFuture<Void> storeAsync(String namespace, String topic, Message message);

    List<Message> since(String topic, GemstoneId since);

    Optional<Message> next(String topic, GemstoneId since);

    List<Message> page(String topic, GemstoneId since, int limit, long maxBytes);

    List<Message> byId(String namespace, List<GemstoneId> ids);

    Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options);

    void unsubscribe(String topic, Optional<String> clientId);

    List<Subscriber> subscribers(String namespace);

    List<Subscription> subscriptions();

    DurableClients durableClients();

    SharedGroups sharedGroups();

    Administration administration();

    /** Returns the threads of handlers and listeners. */
    Executor threads();

    /** Waits for handlers up to the limit, then closes in bounded time. Called once. */
    void close(Duration limit);
}
