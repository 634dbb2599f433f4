package io.messaging.selftest.names;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Cannot carry every name: RD-19. */
public final class Rd19OddNames {

    private Rd19OddNames() {}

    public static List<Mutant> all() {
        return Stream.of(hostile(), byId(), names()).flatMap(List::stream).toList();
    }

    private static List<Mutant> hostile() {
        return List.of(
                Mutant.of(
                                "RD-19",
                                "refuses names with line breaks",
                                "line break",
                                correct -> Faults.topics(correct, name -> {
                                    if (name.contains("\n") && !name.isBlank()) {
                                        throw new IllegalArgumentException("a line break in " + name);
                                    }
                                    return name;
                                }))
                        .alsoBreaking("one of its names ends with a line break", "RD-18"),
                Mutant.of(
                                "RD-19",
                                "refuses names of more than 255 characters",
                                "too long",
                                correct -> Faults.topics(correct, name -> {
                                    if (name.length() > 255) {
                                        throw new IllegalArgumentException("too long");
                                    }
                                    return name;
                                }))
                        .alsoBreaking("some of its names are long", "RD-18"),
                Mutant.of(
                        "RD-19",
                        "refuses namespaces with slashes",
                        "InvalidPath",
                        correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                            if (namespace != null && namespace.contains("/")) {
                                throw new MessagingException("InvalidPath");
                            }
                            backend.storeMessage(namespace, topic, message);
                        })),
                Mutant.of(
                        "RD-19",
                        "decodes names that begin like its protocol",
                        "JSON:",
                        correct -> Faults.topics(
                                correct, name -> name.startsWith("JSON:") && name.length() > 5 ? "decoded" : name)),
                Mutant.of(
                        "RD-19",
                        "subscribes under a name that it has quoted",
                        "the subscription's topic",
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            return new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                @Override
                                public String topic() {
                                    return super.topic().replace("\"", "\\\"");
                                }
                            };
                        })),
                Mutant.of(
                        "RD-19",
                        "reads a pattern where a topic has a star",
                        "topic '",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            List<Message> found = right;
                            return topic.endsWith("*") && topic.length() > 1
                                    ? backend.getMessagesForTopic(topic.substring(0, topic.length() - 1) + ".*")
                                    : found;
                        })),
                Mutant.of(
                        "RD-19",
                        "cannot spell half of the planes in a namespace",
                        "getMessagesById of namespace",
                        correct -> Changes.byId(
                                correct,
                                (backend, namespace, ids, right) -> backend.getMessagesById(
                                        namespace == null || namespace.isBlank()
                                                ? namespace
                                                : namespace.replace("\ud83d\ude80", "?"),
                                        ids))));
    }

    private static List<Mutant> byId() {
        return List.of(Mutant.of(
                "RD-19",
                "an async store trims the topic's name",
                "after an async store",
                correct -> Changes.async(
                        correct,
                        (backend, namespace, topic, message) ->
                                backend.storeMessageAsync(namespace, topic.strip(), message))));
    }

    private static List<Mutant> names() {
        return List.of(
                Mutant.of(
                        "RD-19",
                        "an async store trims the namespace",
                        "namespace '",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) ->
                                        backend.storeMessageAsync(namespace.strip(), topic, message))),
                Mutant.shared(
                        "RD-19", "unsubscribing a topic with a line break ends nothing", "after unsubscribe", () -> {
                            Deliveries deliveries = new Deliveries();
                            Map<String, List<MessageHandler>> orphans = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        backend.storeMessage(namespace, topic, message);
                                        orphans.getOrDefault(topic, List.of())
                                                .forEach(h -> Deliveries.deliver(h, message));
                                    })) {
                                        private final Map<String, List<MessageHandler>> own = new ConcurrentHashMap<>();

                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            Subscription subscription = super.subscribe(topic, handler, options);
                                            if (topic.contains("\n")) {
                                                own.put(topic, List.of(handler));
                                            }
                                            return subscription;
                                        }

                                        @Override
                                        public void unsubscribe(String topic) {
                                            super.unsubscribe(topic);
                                            List<MessageHandler> left = own.remove(topic);
                                            if (left != null) {
                                                orphans.put(topic, left);
                                            }
                                        }
                                    };
                        }));
    }
}
