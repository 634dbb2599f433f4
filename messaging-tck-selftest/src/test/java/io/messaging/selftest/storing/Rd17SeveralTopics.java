package io.messaging.selftest.storing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Knows one topic for each message: RD-17. */
final class Rd17SeveralTopics {
    static final Mutant FIRST_TOPIC_ONLY = Mutant.of("RD-17", "keeps a message in its first topic only")
            .alsoBreaking("they store one id in several namespaces, and so topics", "RD-16")
            .sharedFault("missing (1)", () -> {
                Map<GemstoneId, String> first = new ConcurrentHashMap<>();
                return Faults.stores((backend, namespace, topic, message) -> {
                    if (message == null
                            || topic == null
                            || namespace == null
                            || topic.equals(first.computeIfAbsent(message.id(), id -> topic))
                            || !backend.getMessagesById(namespace, List.of(message.id())).stream()
                                    .allMatch(message::equals)) {
                        backend.storeMessage(namespace, topic, message);
                    }
                });
            });

    static final Mutant REFUSES_SECOND_TOPIC = Mutant.of("RD-17", "refuses a message in a second topic")
            .sharedFault("RejectedMessageException", () -> {
                Map<String, String> first = new ConcurrentHashMap<>();
                return Faults.stores((backend, namespace, topic, message) -> {
                    if (message != null
                            && topic != null
                            && namespace != null
                            && !topic.equals(first.computeIfAbsent(namespace + message.id(), id -> topic))
                            && !topic.isBlank()) {
                        throw new RejectedMessageException("in another topic already");
                    }
                    backend.storeMessage(namespace, topic, message);
                });
            });

    static final Mutant DELIVERS_IN_FIRST_TOPIC_ONLY = Mutant.of("RD-17", "delivers a message in its first topic only")
            .sharedFault("receives", () -> {
                Map<GemstoneId, String> first = new ConcurrentHashMap<>();
                return Faults.handlers((topic, handler, options) -> message -> {
                    if (topic.equals(first.computeIfAbsent(message.id(), id -> topic))) {
                        handler.onMessage(message);
                    }
                });
            });

    static final Mutant BY_ID_ONCE_PER_TOPIC = Mutant.of("RD-17", "finds a message by id once for each of its topics")
            .sharedFault("repeated (", () -> {
                Map<String, Set<String>> topics = new ConcurrentHashMap<>();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            topics.computeIfAbsent(namespace + message.id(), id -> ConcurrentHashMap.newKeySet())
                                    .add(topic);
                        }),
                        (backend, namespace, ids, right) -> {
                            List<Message> all = new ArrayList<>();
                            for (Message found : right) {
                                topics.getOrDefault(namespace + found.id(), Set.of(""))
                                        .forEach(topic -> all.add(found));
                            }
                            return all;
                        });
            });

    static final Mutant SECOND_NAMESPACE_REMOVES_FIRST = Mutant.of(
                    "RD-17", "removes a message from its first namespace when a second gets it")
            .representative()
            .sharedFault("in namespace", () -> {
                Map<GemstoneId, String> last = new ConcurrentHashMap<>();
                Map<GemstoneId, Message> messages = new ConcurrentHashMap<>();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            if (message.equals(messages.putIfAbsent(message.id(), message))
                                    || !last.containsKey(message.id())) {
                                last.put(message.id(), namespace);
                            }
                        }),
                        (backend, namespace, ids, right) -> right.stream()
                                .filter(m -> !m.equals(messages.get(m.id()))
                                        || last.getOrDefault(m.id(), namespace).equals(namespace))
                                .toList());
            });

    static final Mutant DELIVERS_ONCE_PER_HANDLER = Mutant.of(
                    "RD-17", "gives a handler a message once, though two topics have it")
            .sharedFault("receives", () -> {
                Map<MessageHandler, Map<Message, String>> given = new ConcurrentHashMap<>();
                return Faults.plainHandlers((topic, handler, options) -> message -> {
                    String first = given.computeIfAbsent(handler, h -> new ConcurrentHashMap<>())
                            .putIfAbsent(message, topic);
                    if (first == null || first.equals(topic)) {
                        handler.onMessage(message);
                    }
                });
            });
}
