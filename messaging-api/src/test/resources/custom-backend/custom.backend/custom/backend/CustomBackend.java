package custom.backend;

import io.messaging.administration.Subscriber;
import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.spi.AbstractMessagingBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Somebody else's backend: the least that one needs, written against nothing but the contract. */
final class CustomBackend extends AbstractMessagingBackend {
    private final long maxMessageBytes;
    private final Map<String, Map<GemstoneId, Message>> topics = new TreeMap<>();
    private final Map<String, Map<GemstoneId, Message>> namespaces = new TreeMap<>();

    CustomBackend(long maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    protected synchronized void doStoreMessage(String namespace, String topic, Message message) {
        topics.computeIfAbsent(topic, name -> new TreeMap<>()).put(message.id(), message);
        namespaces.computeIfAbsent(namespace, name -> new TreeMap<>()).put(message.id(), message);
    }

    @Override
    protected synchronized List<Message> doGetMessagesForTopic(String topic) {
        return new ArrayList<>(topics.getOrDefault(topic, Map.of()).values());
    }

    @Override
    protected List<Message> doGetMessagesForTopicSince(String topic, GemstoneId since) {
        return doGetMessagesForTopic(topic).stream()
                .filter(message -> message.id().chronologicalKey() > since.chronologicalKey())
                .toList();
    }

    @Override
    protected Optional<Message> doGetNextMessageForTopicSince(String topic, GemstoneId since) {
        return doGetMessagesForTopicSince(topic, since).stream()
                .min(Comparator.comparingLong(message -> message.id().chronologicalKey()));
    }

    @Override
    protected synchronized List<Message> doGetMessagesById(String namespace, List<GemstoneId> ids) {
        Map<GemstoneId, Message> known = namespaces.getOrDefault(namespace, Map.of());
        return ids.stream().map(known::get).filter(Objects::nonNull).toList();
    }

    @Override
    protected Subscription doSubscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
        throw new IllegalStateException("called without the capability");
    }

    @Override
    protected void doUnsubscribe(String topic, Optional<String> clientId) {}

    @Override
    protected List<Subscriber> doLoadSubscribers(String namespace) {
        return List.of();
    }

    @Override
    protected void doClose(Duration limit) {}

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public long maxMessageBytes() {
        return maxMessageBytes;
    }
}
