package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Mixes up plain and durable subscriptions: DUR-08. */
final class Dur08SideBySide {
    static final Mutant UNSUBSCRIBE_CLIENT_ENDS_PLAIN = Mutant.of(
                    "DUR-08", "unsubscribing a client ends plain subscriptions too")
            .fault("ends that client's subscription only", correct -> new Delegate(correct) {
                @Override
                public void unsubscribe(String topic, String clientId) {
                    boolean known = topic != null
                            && correct.durableClients().list().stream()
                                    .anyMatch(c -> c.topic().equals(topic)
                                            && c.clientId().equals(clientId));
                    super.unsubscribe(topic, clientId);
                    if (known) {
                        super.unsubscribe(topic);
                    }
                }
            });

    static final Mutant UNSUBSCRIBE_TOPIC_KEEPS_DURABLE = Mutant.of(
                    "DUR-08", "unsubscribing a topic leaves durable subscriptions in force")
            .alsoBreaking("one of its ways to leave is this one", "DUR-02")
            .fault("ends all subscriptions to it", correct -> new Delegate(correct) {
                private final Map<String, List<Subscription>> plain = new ConcurrentHashMap<>();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    Subscription right = super.subscribe(topic, handler, options);
                    if (!options.isDurable()) {
                        plain.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                                .add(right);
                    }
                    return right;
                }

                @Override
                public void unsubscribe(String topic) {
                    super.unsubscribe(topic + " of nobody");
                    if (topic == null || topic.isBlank() || topic.endsWith("\ude80") || topic.endsWith("\ud83d")) {
                        super.unsubscribe(topic);
                    } else {
                        plain.getOrDefault(topic, List.of()).forEach(Subscription::close);
                    }
                }
            });

    static final Mutant BACKLOG_FOR_PLAIN = Mutant.of(
                    "DUR-08", "gives a plain subscription the backlog beside a durable one")
            .representative()
            .fault("extra", Faults.plainHandlers((correct, topic, handler, options) -> {
                List<Message> old = new ArrayList<>(correct.getMessagesForTopic(topic));
                boolean[] first = {old.size() == 5};
                return message -> {
                    boolean durable = first[0]
                            && correct.durableClients().list().stream()
                                    .anyMatch(c -> c.topic().equals(topic) && c.connected());
                    first[0] = false;
                    if (durable) {
                        for (Message one : old) {
                            handler.onMessage(one);
                        }
                    }
                    handler.onMessage(message);
                };
            }));

    static final Mutant UNSUBSCRIBE_CLIENT_IN_ALL_TOPICS = Mutant.of(
                    "DUR-08", "unsubscribing a client ends it in all topics")
            .sharedFault("in that topic only", () -> correct -> {
                Map<String, List<Subscription>> byClient = new ConcurrentHashMap<>();
                return new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        Subscription subscription = super.subscribe(topic, handler, options);
                        options.clientId()
                                .ifPresent(client -> byClient.computeIfAbsent(client, c -> new CopyOnWriteArrayList<>())
                                        .add(subscription));
                        return subscription;
                    }

                    @Override
                    public void unsubscribe(String topic, String clientId) {
                        super.unsubscribe(topic, clientId);
                        byClient.getOrDefault(clientId, List.of()).forEach(Subscription::close);
                    }
                };
            });
}
