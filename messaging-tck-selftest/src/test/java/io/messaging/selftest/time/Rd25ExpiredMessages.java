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

/** Suffers from what has expired, or keeps it somewhere: RD-25. */
final class Rd25ExpiredMessages {
    static final Mutant ASYNC_IGNORES_TTL = Mutant.of("RD-25", "forgets the ttl of async stores")
            .sharedFault("after the ttl", () -> {
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
            });

    static final Mutant NEXT_STOPS_AT_EXPIRED = Mutant.of("RD-25", "next stops at an expired message")
            .inEveryBuild()
            .sharedFault("after the ttl", () -> {
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
            });

    static final Mutant EVERYTHING_SINCE_EXPIRED_ID = Mutant.of(
                    "RD-25", "returns everything since an id that has expired")
            .sharedFault("of the expired one", () -> {
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
            });

    static final Mutant NULL_WHEN_ALL_EXPIRED = Mutant.of(
                    "RD-25", "returns null when all messages of a topic have expired")
            .sharedFault("null", () -> {
                Set<String> known = ConcurrentHashMap.newKeySet();
                return correct -> Changes.topic(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            known.add(topic);
                        }),
                        (backend, topic, right) -> right.isEmpty() && known.contains(topic) ? null : right);
            });

    static final Mutant DELIVERS_EXPIRED_BEHIND_SLOW_HANDLER = Mutant.of(
                    "RD-25", "delivers expired messages behind a slow handler")
            .sharedFault("delivered to nobody", () -> {
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
            });

    static final Mutant REMEMBERS_EXPIRED_ID = Mutant.of("RD-25", "drops a message that it knew before it expired")
            .sharedFault("stored again", () -> {
                Set<String> known = ConcurrentHashMap.newKeySet();
                return Faults.stores((backend, namespace, topic, message) -> {
                    String text = topic + "\n" + message.toJson();
                    if (message.ttlSeconds().isEmpty() || !known.contains(text)) {
                        backend.storeMessage(namespace, topic, message);
                        known.add(text);
                    }
                });
            });

    static final Mutant EXPIRY_IN_ONE_TOPIC_REMOVES_ID = Mutant.of(
                    "RD-25", "forgets a message by id when it expires in one of its topics")
            .sharedFault("by id", () -> {
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
            });

    static final Mutant INDEX_SHIFTED_BY_EXPIRY = Mutant.of(
                    "RD-25", "a subscription continues by an index that expired messages shift")
            .fault("receives message", Faults.plainHandlers((correct, topic, handler, options) -> {
                int[] position = {correct.getMessagesForTopic(topic).size()};
                return message -> {
                    boolean lost = correct.getMessagesForTopic(topic).size() <= position[0]++;
                    if (!lost) {
                        handler.onMessage(message);
                    }
                };
            }));

    static final Mutant DURABLE_GETS_EXPIRED_MEANWHILE = Mutant.of(
                    "RD-25", "gives a returning client messages that have expired meanwhile")
            .sharedFault("delivered to nobody", () -> {
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
            });

    private static boolean has(MessagingBackend backend, String topic, Message message) {
        return backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(message.id()));
    }
}
