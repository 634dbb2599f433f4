package io.messaging.selftest;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Reads and stores that go wrong in rare circumstances only: odd ids, large messages, many of them, or at the same time. */
final class RareReadMutants {
    private static final int LARGE_BYTES = 65_536;

    private RareReadMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(order());
        all.addAll(positions());
        all.addAll(conflicts());
        all.addAll(byId());
        all.addAll(large());
        all.addAll(expiry());
        all.addAll(late());
        return all;
    }

    private static List<Message> without(List<Message> list, java.util.function.Predicate<Message> lost) {
        return list.stream().filter(lost.negate()).toList();
    }

    private static boolean knows(MessagingBackend correct, String topic, GemstoneId id) {
        return correct.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(id));
    }

    private static List<Message> later(
            MessagingBackend correct, String topic, java.util.function.Predicate<Message> isLater) {
        return correct.getMessagesForTopic(topic).stream().filter(isLater).toList();
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                        "RD-11",
                        "keeps the greatest id for its own use",
                        "missing",
                        correct -> Changes.topic(
                                correct, (backend, topic, right) -> without(right, m -> m.id().bits() == -1))),
                Mutant.of(
                        "RD-11",
                        "begins its reads at the least id plus one",
                        "missing",
                        correct -> Changes.topic(
                                correct, (backend, topic, right) -> without(right, m -> m.id().bits() == 1))),
                Mutant.of(
                        "RD-05",
                        "orders urgent messages of one millisecond by their sequence",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                list -> list.stream()
                                        .sorted(Comparator.comparing((Message m) ->
                                                        m.priority().number())
                                                .thenComparing(Message::timestampMillis)
                                                .thenComparing(
                                                        m -> m.priority() == Priority.URGENT ? m.id().sequence() : 0)
                                                .thenComparing(Message::id))
                                        .toList())));
    }

    private static List<Mutant> positions() {
        return List.of(
                Mutant.of(
                                "RD-06",
                                "has nothing since an id that is before all it knows",
                                "before all",
                                correct -> Changes.since(
                                        correct,
                                        (backend, topic, since, right) -> since.bits() != 0
                                                        && !right.isEmpty()
                                                        && !knows(backend, topic, since)
                                                        && right.size()
                                                                == backend.getMessagesForTopic(topic)
                                                                        .size()
                                                ? List.of()
                                                : right))
                        .alsoBreaking("an id before all is among those it asks for", "RD-08"),
                Mutant.of(
                        "RD-08",
                        "compares whole ids within a millisecond",
                        "one millisecond and all priorities",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> later(
                                        backend,
                                        topic,
                                        m -> m.timestampMillis() > since.epochMillis()
                                                || m.timestampMillis() == since.epochMillis()
                                                        && m.id().compareTo(since) > 0
                                                        && m.id().chronologicalKey() != since.chronologicalKey()))),
                Mutant.of(
                        "RD-08",
                        "compares whole ids where it does not know the id",
                        "one millisecond and all priorities",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> knows(backend, topic, since)
                                        ? right
                                        : later(backend, topic, m -> m.id().compareTo(since) > 0))),
                Mutant.of(
                        "RD-09",
                        "next compares whole ids where it does not know the id",
                        "one millisecond and all priorities",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> knows(backend, topic, since)
                                        ? right
                                        : later(backend, topic, m -> m.id().compareTo(since) > 0).stream()
                                                .min(Comparator.comparing(m -> m.id().chronologicalKey())))),
                Mutant.of(
                        "RD-09",
                        "next compares whole ids within a millisecond",
                        "next",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> later(
                                                backend,
                                                topic,
                                                m -> m.timestampMillis() > since.epochMillis()
                                                        || m.timestampMillis() == since.epochMillis()
                                                                && m.id().compareTo(since) > 0)
                                        .stream()
                                        .min(Comparator.comparing(Message::timestampMillis)
                                                .thenComparing(Message::id)))),
                Mutant.of(
                        "RD-11",
                        "finds by id nothing of the first days after the epoch",
                        "getMessagesById",
                        correct -> Changes.byId(
                                correct,
                                (backend, namespace, ids, right) -> without(
                                        right, m -> m.timestampMillis() < GemstoneId.EPOCH_MILLIS + 86_400_000))),
                Mutant.of("RD-16", "a topic keeps to the namespace that came first", "three namespaces", correct -> {
                    Map<String, String> first = new ConcurrentHashMap<>();
                    Set<Message> foreign = ConcurrentHashMap.newKeySet();
                    return Changes.topic(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (!first.computeIfAbsent(topic, t -> namespace)
                                        .equals(namespace)) {
                                    foreign.add(message);
                                }
                            }),
                            (backend, topic, right) -> without(right, foreign::contains));
                }),
                Mutant.of(
                        "RD-24",
                        "since gives at most 4,999",
                        "Since the middle",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) ->
                                        since.bits() == 0 ? right : right.subList(0, Math.min(4_999, right.size())))));
    }

    private static List<Mutant> conflicts() {
        return List.of(
                Mutant.shared("RD-12", "knows its last 10,000 messages again only", "deliveries", () -> {
                    Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                    Deliveries deliveries = new Deliveries();
                    return correct ->
                            Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                                List<Message> known = stored.computeIfAbsent(
                                        topic, t -> java.util.Collections.synchronizedList(new ArrayList<>()));
                                if (known.size() > 10_000 && known.indexOf(message) == 0) {
                                    deliveries.deliver(topic, message);
                                } else {
                                    backend.storeMessage(namespace, topic, message);
                                    known.add(message);
                                }
                            });
                }),
                Mutant.shared("RD-13", "takes two different messages that come at once", "at once under id", () -> {
                    Map<GemstoneId, AtomicInteger> storing = new ConcurrentHashMap<>();
                    return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                        AtomicInteger now = storing.computeIfAbsent(message.id(), id -> new AtomicInteger());
                        boolean alone = now.incrementAndGet() == 1;
                        try {
                            LockSupport.parkNanos(alone ? 0 : 100_000);
                            backend.storeMessage(namespace, topic, message);
                        } catch (RejectedMessageException second) {
                            if (alone || message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                                throw second;
                            }
                        } finally {
                            now.decrementAndGet();
                        }
                    });
                }),
                Mutant.of(
                        "RD-13",
                        "compares the first 64 KiB of messages only",
                        "no exception",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException differs) {
                                if (message.jsonLength() <= LARGE_BYTES
                                        || message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                                    throw differs;
                                }
                            }
                        })),
                Mutant.of(
                        "RD-13",
                        "compares lists as sets",
                        "no exception",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException differs) {
                                if (message.payload() == null
                                        || !(message.payload().get("list") instanceof List<?>)) {
                                    throw differs;
                                }
                            }
                        })),
                Mutant.shared("RD-13", "shows the refused message in next", "the first message stands", () -> {
                    Map<GemstoneId, Message> refused = new ConcurrentHashMap<>();
                    return correct -> Changes.next(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                try {
                                    backend.storeMessage(namespace, topic, message);
                                } catch (RejectedMessageException differs) {
                                    refused.put(message.id(), message);
                                    throw differs;
                                }
                            }),
                            (backend, topic, since, right) -> right.map(m -> refused.getOrDefault(m.id(), m)));
                }));
    }

    private static List<Mutant> byId() {
        return List.of(
                Mutant.of(
                        "RD-14",
                        "answers more than a thousand ids in the order of the ids",
                        "another order",
                        correct -> Changes.byId(
                                correct,
                                (backend, namespace, ids, right) -> ids.size() <= 1_000
                                        ? right
                                        : right.stream()
                                                .sorted(Comparator.comparing(Message::id))
                                                .toList())),
                Mutant.shared("RD-15", "finds a message by its id whatever the priority", "extra", () -> {
                    Map<String, GemstoneId> byTime = new ConcurrentHashMap<>();
                    return correct -> Changes.byId(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                byTime.putIfAbsent(namespace + message.id().chronologicalKey(), message.id());
                            }),
                            (backend, namespace, ids, right) -> ids.stream()
                                    .flatMap(id -> {
                                        List<Message> found = backend.getMessagesById(namespace, List.of(id));
                                        GemstoneId twin = byTime.get(namespace + id.chronologicalKey());
                                        return (found.isEmpty() && twin != null
                                                        ? backend.getMessagesById(namespace, List.of(twin))
                                                        : found)
                                                .stream();
                                    })
                                    .toList());
                }),
                Mutant.shared("RD-15", "finds a message by the millisecond of its id", "extra", () -> {
                    Map<String, GemstoneId> byTime = new ConcurrentHashMap<>();
                    return correct -> Changes.byId(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                byTime.putIfAbsent(namespace + (message.id().bits() >>> 22), message.id());
                            }),
                            (backend, namespace, ids, right) -> ids.stream()
                                    .flatMap(id -> {
                                        List<Message> found = backend.getMessagesById(namespace, List.of(id));
                                        GemstoneId other = byTime.get(namespace + (id.bits() >>> 22));
                                        return (found.isEmpty() && other != null
                                                        ? backend.getMessagesById(namespace, List.of(other))
                                                        : found)
                                                .stream();
                                    })
                                    .toList());
                }),
                Mutant.of(
                        "RD-19",
                        "an async store trims the topic's name",
                        "after an async store",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) ->
                                        backend.storeMessageAsync(namespace, topic.strip(), message))));
    }

    private static List<Mutant> large() {
        return List.of(
                Mutant.of(
                        "RD-21",
                        "breaks the character that lies across 64 KiB",
                        "these differ",
                        correct -> Faults.reads(correct, RareReadMutants::withBrokenCharacter)),
                Mutant.of(
                        "RD-21",
                        "reads at most 8 MiB of a topic",
                        "missing",
                        correct -> Changes.topic(correct, (backend, topic, right) -> {
                            List<Message> read = new ArrayList<>();
                            long bytes = 0;
                            for (Message message : right) {
                                bytes += message.jsonLength();
                                if (bytes <= 8 << 20) {
                                    read.add(message);
                                }
                            }
                            return read;
                        })),
                Mutant.of(
                        "RD-21",
                        "loses a message of exactly 64 KiB",
                        "missing",
                        correct -> Faults.lists(correct, list -> without(list, m -> m.jsonLength() == LARGE_BYTES))),
                Mutant.of(
                        "RD-27",
                        "small async stores overtake large ones",
                        "missing",
                        correct -> Changes.async(
                                correct,
                                (backend, namespace, topic, message) -> message.jsonLength() < LARGE_BYTES
                                                || message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                        ? backend.storeMessageAsync(namespace, topic, message)
                                        : CompletableFuture.runAsync(() -> {
                                            LockSupport.parkNanos(5_000_000);
                                            backend.storeMessage(namespace, topic, message);
                                        }))));
    }

    private static Message withBrokenCharacter(Message message) {
        Object text = message.payload() == null ? null : message.payload().get("text");
        if (message.jsonLength() <= LARGE_BYTES || !(text instanceof String whole)) {
            return message;
        }
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LARGE_BYTES || (bytes[LARGE_BYTES] & 0xC0) != 0x80) {
            return message;
        }
        bytes[LARGE_BYTES] = '?';
        return message.toBuilder()
                .payload(Map.of("text", new String(bytes, StandardCharsets.UTF_8)))
                .build();
    }

    private static List<Mutant> expiry() {
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
                                    shortLived.contains(since) && !knows(backend, topic, since)
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

    private static List<Mutant> late() {
        return List.of(
                Mutant.shared("RD-26", "shows large messages ten milliseconds late", "it is not there", () -> {
                            Map<Message, Long> stored = new ConcurrentHashMap<>();
                            return correct -> Faults.lists(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        if (message.jsonLength() > 2 * LARGE_BYTES) {
                                            stored.putIfAbsent(message, System.nanoTime());
                                        }
                                        backend.storeMessage(namespace, topic, message);
                                    }),
                                    list -> without(
                                            list,
                                            m -> m.jsonLength() > 2 * LARGE_BYTES
                                                    && System.nanoTime() - stored.getOrDefault(m, 0L) < 10_000_000));
                        })
                        .alsoBreaking("it reads large messages as soon as they are stored", "RD-27"),
                Mutant.shared(
                        "RD-26", "shows a message a millisecond late while others store", "it is not there", () -> {
                            AtomicInteger storing = new AtomicInteger();
                            Map<GemstoneId, Long> hidden = new ConcurrentHashMap<>();
                            return correct -> Changes.byId(
                                    Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        boolean alone = storing.incrementAndGet() == 1;
                                        try {
                                            backend.storeMessage(namespace, topic, message);
                                            if (!alone) {
                                                hidden.putIfAbsent(message.id(), System.nanoTime());
                                            }
                                        } finally {
                                            storing.decrementAndGet();
                                        }
                                    }),
                                    (backend, namespace, ids, right) -> without(
                                            right,
                                            m -> hidden.containsKey(m.id())
                                                    && System.nanoTime() - hidden.get(m.id()) < 1_000_000));
                        }),
                Mutant.shared(
                                "RD-26",
                                "shows a message a millisecond late where somebody is subscribed",
                                "it is not there",
                                () -> {
                                    Deliveries deliveries = new Deliveries();
                                    Map<GemstoneId, Long> hidden = new ConcurrentHashMap<>();
                                    return correct -> Changes.topic(
                                            Faults.stores(
                                                    deliveries.noting(correct),
                                                    (backend, namespace, topic, message) -> {
                                                        backend.storeMessage(namespace, topic, message);
                                                        if (deliveries.topics().contains(topic)) {
                                                            hidden.putIfAbsent(message.id(), System.nanoTime());
                                                        }
                                                    }),
                                            (backend, topic, right) -> without(
                                                    right,
                                                    m -> hidden.containsKey(m.id())
                                                            && System.nanoTime() - hidden.get(m.id()) < 1_000_000));
                                })
                        .perhapsBreaking(
                                "they read right after they have stored",
                                "RD-13",
                                "RD-19",
                                "RD-27",
                                "SUB-12",
                                "SUB-05",
                                "CON-03",
                                "CON-02",
                                "DUR-08",
                                "SUB-07",
                                "RD-26",
                                "LIFE-05"));
    }
}
