package io.messaging.spi;

import io.messaging.administration.Administration;
import io.messaging.administration.BackendStats;
import io.messaging.administration.DurableClients;
import io.messaging.administration.Subscriber;
import io.messaging.administration.TopicStats;
import io.messaging.backend.Capability;
import io.messaging.backend.ConnectionListener;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Does nothing, and writes down what reached it. */
final class RecordingBackend extends AbstractMessagingBackend {
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    MessagingException storeFailure;
    boolean hasAdministration = true;
    String lastTopic;
    MessageHandler lastHandler;
    List<GemstoneId> lastIds;

    private final Set<Capability> capabilities;

    RecordingBackend(Set<Capability> capabilities) {
        this.capabilities = capabilities;
    }

    @Override
    protected void doStoreMessage(String namespace, String topic, Message message) {
        lastTopic = topic;
        calls.add("storeMessage");
        if (storeFailure != null) {
            throw storeFailure;
        }
    }

    @Override
    protected CompletableFuture<Void> doStoreMessageAsync(String namespace, String topic, Message message) {
        CompletableFuture<Void> outcome = super.doStoreMessageAsync(namespace, topic, message);
        calls.set(calls.size() - 1, "storeMessageAsync");
        return outcome;
    }

    @Override
    protected List<Message> doGetMessagesForTopic(String topic) {
        calls.add("getMessagesForTopic");
        return List.of();
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        calls.add("getMessagesForTopicSince");
        return List.of();
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        calls.add("getNextMessageForTopicSince");
        return Optional.empty();
    }

    @Override
    protected List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        lastIds = ids;
        calls.add("getMessagesById");
        return List.of();
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        calls.add("subscribe");
        lastHandler = handler;
        return null;
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {
        calls.add("unsubscribe");
    }

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        calls.add("loadSubscribers");
        return List.of();
    }

    @Override
    protected List<Subscription> doSubscriptions() {
        calls.add("subscriptions");
        return List.of();
    }

    @Override
    protected void doPing() {
        calls.add("ping");
    }

    @Override
    protected void doAddConnectionListener(ConnectionListener listener) {
        calls.add("addConnectionListener");
    }

    @Override
    protected void doRemoveConnectionListener(ConnectionListener listener) {
        calls.add("removeConnectionListener");
    }

    @Override
    protected DurableClients doDurableClients() {
        calls.add("durableClients");
        return null;
    }

    @Override
    protected Administration doAdministration() {
        if (!hasAdministration) {
            return super.doAdministration();
        }
        calls.add("administration");
        return new Administration() {
            @Override
            public BackendStats stats() {
                calls.add("stats");
                return new BackendStats(List.of(BackendStats.Figure.count(BackendStats.TOPICS, 3)));
            }

            @Override
            public List<TopicStats> topics() {
                return List.of(new TopicStats("t", 1, OptionalLong.empty(), 0));
            }

            @Override
            public List<Subscriber> subscribers() {
                calls.add("subscribers");
                return List.of(new Subscriber("t", null, "n", true));
            }

            @Override
            public long clear(String topic) {
                calls.add("clear");
                return 1;
            }

            @Override
            public long clearAll() {
                calls.add("clearAll");
                return 2;
            }
        };
    }

    @Override
    protected void doClose(Duration limit) {
        calls.add("close");
    }

    @Override
    public Set<Capability> capabilities() {
        return capabilities;
    }

    @Override
    public long maxMessageBytes() {
        return Long.MAX_VALUE;
    }
}
