package io.messaging.selftest.names;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Cannot carry every name: RD-19. */
final class Rd19OddNames {
    static final Mutant REFUSES_LINE_BREAKS = Mutant.of("RD-19", "refuses names with line breaks")
            .alsoBreaking("one of its names ends with a line break", "RD-18")
            .representative()
            .fault("line break", Faults.topics(name -> {
                if (name.contains("\n") && !name.isBlank()) {
                    throw new IllegalArgumentException("a line break in " + name);
                }
                return name;
            }));

    static final Mutant REFUSES_LONG_NAMES = Mutant.of("RD-19", "refuses names of more than 255 characters")
            .alsoBreaking("some of its names are long", "RD-18")
            .fault("too long", Faults.topics(name -> {
                if (name.length() > 255) {
                    throw new IllegalArgumentException("too long");
                }
                return name;
            }));

    static final Mutant REFUSES_SLASHES = Mutant.of("RD-19", "refuses namespaces with slashes")
            .fault("InvalidPath", Changes.store((backend, namespace, topic, message) -> {
                if (namespace != null && namespace.contains("/")) {
                    throw new MessagingException("InvalidPath");
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant DECODES_ITS_PREFIX = Mutant.of("RD-19", "decodes names that begin like its protocol")
            .inEveryBuild()
            .fault("JSON:", Faults.topics(name -> name.startsWith("JSON:") && name.length() > 5 ? "decoded" : name));

    static final Mutant SUBSCRIBES_QUOTED = Mutant.of("RD-19", "subscribes under a quoted name")
            .fault(
                    "the subscription's topic",
                    Changes.subscribe((backend, topic, handler, options) ->
                            new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                @Override
                                public String topic() {
                                    return super.topic().replace("\"", "\\\"");
                                }
                            }));

    static final Mutant STAR_IS_A_PATTERN = Mutant.of("RD-19", "reads a topic with a star as a pattern")
            .fault("topic '", Changes.topic((backend, topic, right) -> {
                return topic.endsWith("*") && topic.length() > 1
                        ? backend.getMessagesForTopic(topic.substring(0, topic.length() - 1) + ".*")
                        : right;
            }));

    static final Mutant LOSES_SUPPLEMENTARY_PLANES = Mutant.of(
                    "RD-19", "cannot represent half of the planes in a namespace")
            .fault(
                    "getMessagesById of namespace",
                    Changes.byId((backend, namespace, ids, right) -> backend.getMessagesById(
                            namespace == null || namespace.isBlank()
                                    ? namespace
                                    : namespace.replace("\ud83d\ude80", "?"),
                            ids)));

    static final Mutant ASYNC_TRIMS_TOPIC = Mutant.of("RD-19", "an async store trims the topic's name")
            .fault(
                    "after an async store",
                    Changes.async((backend, namespace, topic, message) ->
                            backend.storeMessageAsync(namespace, topic.strip(), message)));

    static final Mutant ASYNC_TRIMS_NAMESPACE = Mutant.of("RD-19", "an async store trims the namespace")
            .fault(
                    "namespace '",
                    Changes.async((backend, namespace, topic, message) ->
                            backend.storeMessageAsync(namespace.strip(), topic, message)));

    static final Mutant NO_UNSUBSCRIBE_WITH_LINE_BREAK = Mutant.of(
                    "RD-19", "unsubscribing a topic with a line break ends nothing")
            .sharedFault("after unsubscribe", () -> {
                Deliveries deliveries = new Deliveries();
                Map<String, List<MessageHandler>> orphans = new ConcurrentHashMap<>();
                return correct ->
                        new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            orphans.getOrDefault(topic, List.of()).forEach(h -> Deliveries.deliver(h, message));
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
            });
}
