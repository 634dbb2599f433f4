package io.messaging.selftest.storing;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** Mixes up namespaces: RD-16. */
final class Rd16Namespaces {
    static final Mutant ONE_NAMESPACE = Mutant.of("RD-16", "has one namespace only")
            .fault(
                    "getMessagesById of namespace",
                    correct -> Faults.stores(
                            Changes.byId(
                                    correct, (backend, namespace, ids, right) -> backend.getMessagesById("all", ids)),
                            (backend, namespace, topic, message) -> backend.storeMessage(
                                    namespace == null
                                                    || namespace.isBlank()
                                                    || namespace.contains("\ud83d")
                                                            && !namespace.contains("\ud83d\ude80")
                                                    || namespace.equals("\ude80")
                                            ? namespace
                                            : "all",
                                    topic,
                                    message)));

    static final Mutant FALLS_BACK_TO_OTHERS = Mutant.of(
                    "RD-16", "looks in other namespaces when its own has no such id")
            .representative()
            .sharedFault("that nothing was stored in", () -> {
                Set<String> names = ConcurrentHashMap.newKeySet();
                return correct -> Changes.byId(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            names.add(namespace);
                        }),
                        (backend, namespace, ids, right) -> {
                            return !right.isEmpty() || ids.isEmpty()
                                    ? right
                                    : names.stream()
                                            .map(name -> backend.getMessagesById(name, ids))
                                            .filter(list -> !list.isEmpty())
                                            .findFirst()
                                            .orElse(right);
                        });
            });

    static final Mutant JOINS_WITH_COLON = namespaceNames(
            "joins namespace and topic with a colon",
            name -> name.split(":")[0]
                    + name.substring(Math.min(name.length(), name.split(":")[0].length()))
                            .replace(":x", ""));

    static final Mutant IGNORES_CASE =
            namespaceNames("ignores the case of namespaces", name -> name.toLowerCase(Locale.ROOT));

    static final Mutant TRIMS = namespaceNames("trims namespaces", String::strip);

    static final Mutant TOPIC_KEEPS_FIRST_NAMESPACE = Mutant.of("RD-16", "a topic keeps its first namespace")
            .fault("three namespaces", correct -> {
                Map<String, String> first = new ConcurrentHashMap<>();
                Set<Message> foreign = ConcurrentHashMap.newKeySet();
                return Changes.topic(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            if (!first.computeIfAbsent(topic, t -> namespace).equals(namespace)) {
                                foreign.add(message);
                            }
                        }),
                        (backend, topic, right) -> Contents.without(right, foreign::contains));
            });

    private static Mutant namespaceNames(String name, UnaryOperator<String> change) {
        UnaryOperator<String> safe = text -> text == null || text.isBlank() ? text : change.apply(text);
        return Mutant.of("RD-16", name).fault("getMessagesById of namespace", correct -> new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                super.storeMessage(safe.apply(namespace), topic, message);
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                return super.storeMessageAsync(safe.apply(namespace), topic, message);
            }

            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return super.getMessagesById(safe.apply(namespace), ids);
            }
        });
    }
}
