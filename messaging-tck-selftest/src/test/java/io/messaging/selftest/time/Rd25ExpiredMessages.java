package io.messaging.selftest.time;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Suffers from what has expired, or keeps it somewhere: RD-25. */
public final class Rd25ExpiredMessages {

    private Rd25ExpiredMessages() {}

    public static List<Mutant> all() {
        return Stream.of(rareExpiry(), again(), receivers(), positions())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Mutant> rareExpiry() {
        return List.of(
                Mutant.shared("RD-25", "forgets the ttl of async stores", "after the ttl", () -> {
                    Map<String, List<Message>> kept = new ConcurrentHashMap<>();
                    return correct -> Changes.topic(
                            Changes.async(correct, (backend, namespace, topic, message) -> {
                                if (message.ttlSeconds().orElse(0) == 1) {
                                    kept.computeIfAbsent(topic, t -> new ArrayList<>())
                                            .add(message);
                                }
                                return backend.storeMessageAsync(namespace, topic, message);
                            }),
                            (backend, topic, right) -> {
                                List<Message> all = new ArrayList<>(right);
                                kept.getOrDefault(topic, List.of()).stream()
                                        .filter(m -> !right.contains(m))
                                        .forEach(all::add);
                                return all;
                            });
                }),
                Mutant.shared("RD-25", "next stops before what has expired", "after the ttl", () -> {
                    Set<GemstoneId> shortLived = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.next(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (message.ttlSeconds().orElse(0) == 1) {
                                    shortLived.add(message.id());
                                }
                            }),
                            (backend, topic, since, right) -> right.filter(m -> shortLived.stream()
                                    .noneMatch(id -> id.chronologicalKey() > since.chronologicalKey()
                                            && id.chronologicalKey() < m.id().chronologicalKey())));
                }),
                Mutant.shared("RD-25", "has everything since an id that has expired", "of the expired one", () -> {
                    Set<GemstoneId> shortLived = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.since(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (message.ttlSeconds().orElse(0) == 1) {
                                    shortLived.add(message.id());
                                }
                            }),
                            (backend, topic, since, right) ->
                                    shortLived.contains(since) && !Orders.knows(backend, topic, since)
                                            ? backend.getMessagesForTopic(topic)
                                            : right);
                }),
                Mutant.shared("RD-25", "gives null when all of a topic has expired", "null", () -> {
                    Set<String> known = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.topic(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                known.add(topic);
                            }),
                            (backend, topic, right) -> right.isEmpty() && known.contains(topic) ? null : right);
                }),
                Mutant.shared("RD-25", "delivers what has expired behind a slow handler", "delivered to nobody", () -> {
                    Map<String, List<Message>> missed = new ConcurrentHashMap<>();
                    return correct -> Changes.deliveries(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                if (message.ttlSeconds().orElse(0) == 1) {
                                    missed.computeIfAbsent(topic, t -> new ArrayList<>())
                                            .add(message);
                                }
                                backend.storeMessage(namespace, topic, message);
                            }),
                            (topic, handler, message) -> {
                                List<Message> before = missed.remove(topic);
                                if (before != null && !before.contains(message)) {
                                    for (Message expired : before) {
                                        handler.onMessage(expired);
                                    }
                                }
                                handler.onMessage(message);
                            });
                }));
    }

    private static List<Mutant> again() {
        return List.of(
                Mutant.shared("RD-25", "drops a message that it knew before it expired", "stored again", () -> {
                    Set<String> known = ConcurrentHashMap.newKeySet();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        String text = topic + "\n" + message.toJson();
                        if (message.ttlSeconds().isEmpty() || !known.contains(text)) {
                            backend.storeMessage(namespace, topic, message);
                            known.add(text);
                        }
                    });
                }),
                Mutant.shared("RD-25", "forgets a message by id when one of its topics lets it go", "by id", () -> {
                    Map<GemstoneId, Set<String>> topics = new ConcurrentHashMap<>();
                    return correct -> Changes.byId(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                topics.computeIfAbsent(message.id(), id -> ConcurrentHashMap.newKeySet())
                                        .add(topic);
                            }),
                            (backend, namespace, ids, right) -> right.stream()
                                    .filter(m -> topics.getOrDefault(m.id(), Set.of()).stream()
                                            .allMatch(topic -> has(backend, topic, m)))
                                    .toList());
                }));
    }

    private static List<Mutant> receivers() {
        return List.of(Mutant.of(
                "RD-25",
                "a subscription goes on by a number that expired messages shift",
                "receives message",
                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                    int[] position = {correct.getMessagesForTopic(topic).size()};
                    return message -> {
                        boolean lost = correct.getMessagesForTopic(topic).size() <= position[0]++;
                        if (!lost) {
                            handler.onMessage(message);
                        }
                    };
                })));
    }

    private static List<Mutant> positions() {
        return List.of(Mutant.shared(
                "RD-25", "gives who comes back what has expired meanwhile", "delivered to nobody", () -> {
                    Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                    Map<String, Set<Message>> given = new ConcurrentHashMap<>();
                    return correct -> Faults.durableHandlers(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (message.ttlSeconds().orElse(0) > 0) {
                                    stored.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                                            .add(message);
                                }
                            }),
                            (topic, handler, options) -> {
                                Set<Message> before = given.get(Clients.key(topic, options));
                                Set<Message> own = given.computeIfAbsent(
                                        Clients.key(topic, options), k -> ConcurrentHashMap.newKeySet());
                                Set<Message> present = Set.copyOf(correct.getMessagesForTopic(topic));
                                List<Message> expired = new CopyOnWriteArrayList<>(
                                        before == null ? List.of() : stored.getOrDefault(topic, List.of()));
                                expired.removeIf(m -> own.contains(m) || present.contains(m));
                                return message -> {
                                    for (Message one : expired) {
                                        expired.remove(one);
                                        handler.onMessage(one);
                                    }
                                    own.add(message);
                                    handler.onMessage(message);
                                };
                            });
                }));
    }

    private static boolean has(MessagingBackend backend, String topic, Message message) {
        return backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(message.id()));
    }
}
