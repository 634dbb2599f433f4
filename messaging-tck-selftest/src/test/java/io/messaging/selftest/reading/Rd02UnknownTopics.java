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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Has no empty answer: RD-02. */
public final class Rd02UnknownTopics {

    private Rd02UnknownTopics() {}

    public static List<Mutant> all() {
        return Stream.of(unknownTopics(), content()).flatMap(List::stream).toList();
    }

    private static List<Mutant> unknownTopics() {
        return List.of(
                Mutant.of(
                        "RD-02",
                        "knows no empty list",
                        "getMessagesForTopic of an unknown topic is a list",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            List<Message> found = right;
                            return found.isEmpty() ? null : found;
                        })),
                Mutant.of(
                        "RD-02",
                        "throws for an unknown topic, since",
                        "NoSuchElementException",
                        correct -> Changes.since(correct, (backend, topic, since, right) -> {
                            List<Message> found = right;
                            if (found.isEmpty()
                                    && backend.getMessagesForTopic(topic).isEmpty()) {
                                throw new NoSuchElementException("no topic " + topic);
                            }
                            return found;
                        })),
                Mutant.of(
                        "RD-02",
                        "next of an unknown topic is null",
                        "is an Optional",
                        correct -> Changes.next(correct, (backend, topic, since, right) -> {
                            Optional<Message> next = right;
                            return next.isEmpty()
                                            && backend.getMessagesForTopic(topic)
                                                    .isEmpty()
                                    ? null
                                    : next;
                        })),
                Mutant.shared("RD-02", "throws for an unknown namespace", "NullPointerException", () -> {
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
                                            ids.isEmpty() || !found.isEmpty() ? namespace : namespaces.get(namespace),
                                            "namespace");
                                    return found;
                                }
                            };
                        })
                        .alsoBreaking("other rules ask a namespace before anything is in it", "RD-16"));
    }

    private static List<Mutant> content() {
        return List.of(Mutant.shared("RD-02", "has null for a topic that has subscribers only", "null", () -> {
            Set<String> subscribed = ConcurrentHashMap.newKeySet();
            return correct -> Changes.topic(
                    Faults.handlers(correct, (topic, handler, options) -> {
                        subscribed.add(topic);
                        return handler;
                    }),
                    (backend, topic, right) -> right.isEmpty() && subscribed.contains(topic) ? null : right);
        }));
    }
}
