package io.messaging.selftest.reading;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Has no empty answer: RD-02. */
final class Rd02UnknownTopics {
    static final Mutant NULL_FOR_EMPTY = Mutant.of("RD-02", "returns null instead of an empty list")
            .fault("getMessagesForTopic of an unknown topic is a list", Changes.topic((backend, topic, right) -> {
                return right.isEmpty() ? null : right;
            }));

    static final Mutant SINCE_THROWS = Mutant.of("RD-02", "throws for an unknown topic, since")
            .representative()
            .fault("NoSuchElementException", Changes.since((backend, topic, since, right) -> {
                if (right.isEmpty() && backend.getMessagesForTopic(topic).isEmpty()) {
                    throw new NoSuchElementException("no topic " + topic);
                }
                return right;
            }));

    static final Mutant NEXT_RETURNS_NULL = Mutant.of("RD-02", "next of an unknown topic is null")
            .inEveryBuild()
            .fault("is an Optional", Changes.next((backend, topic, since, right) -> {
                return right.isEmpty() && backend.getMessagesForTopic(topic).isEmpty() ? null : right;
            }));

    static final Mutant NAMESPACE_THROWS = Mutant.of("RD-02", "throws for an unknown namespace")
            .alsoBreaking("other rules ask a namespace before anything is in it", "RD-16")
            .sharedFault("NullPointerException", () -> {
                Map<String, String> namespaces = new ConcurrentHashMap<>();
                return correct -> new Delegate(correct) {
                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        super.storeMessage(namespace, topic, message);
                        namespaces.put(namespace, namespace);
                    }

                    @Override
                    public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                        List<Message> found = super.getMessagesById(namespace, ids);
                        Objects.requireNonNull(
                                ids.isEmpty() || !found.isEmpty() ? namespace : namespaces.get(namespace), "namespace");
                        return found;
                    }
                };
            });

    static final Mutant NULL_FOR_SUBSCRIBED_TOPIC = Mutant.of(
                    "RD-02", "returns null for a topic that has subscribers only")
            .sharedFault("null", () -> {
                Set<String> subscribed = ConcurrentHashMap.newKeySet();
                return correct -> Changes.topic(
                        Faults.handlers(correct, (topic, handler, options) -> {
                            subscribed.add(topic);
                            return handler;
                        }),
                        (backend, topic, right) -> right.isEmpty() && subscribed.contains(topic) ? null : right);
            });
}
