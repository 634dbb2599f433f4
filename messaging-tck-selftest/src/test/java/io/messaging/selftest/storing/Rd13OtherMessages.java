package io.messaging.selftest.storing;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reference;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Takes another message for the same: RD-13. */
public final class Rd13OtherMessages {
    private static final int LARGE_BYTES = 65_536;

    private Rd13OtherMessages() {}

    public static List<Mutant> all() {
        return Stream.of(conflicts(), rareConflicts()).flatMap(List::stream).toList();
    }

    private static List<Mutant> conflicts() {
        return List.of(
                conflict("refuses no other message under a stored id", "no exception", (m, stored) -> true),
                conflict(
                        "compares the payload alone",
                        "differs in sender",
                        (m, stored) -> m.payload().equals(stored.payload())),
                conflict(
                        "does not compare the ttl",
                        "differs in ttl",
                        (m, stored) -> m.toBuilder()
                                .ttlSeconds(5)
                                .build()
                                .equals(stored.toBuilder().ttlSeconds(5).build())),
                conflict(
                        "does not compare fields that it does not know",
                        "differs in an unknown field",
                        (m, stored) -> m.payload().equals(stored.payload())
                                && m.sender().equals(stored.sender())
                                && m.format().equals(stored.format())
                                && m.ttlSeconds().equals(stored.ttlSeconds())
                                && m.thread().equals(stored.thread())
                                && m.fieldsByName().containsKey("unknown")),
                Mutant.of(
                        "RD-13",
                        "refuses another message with an argument exception",
                        "throws RejectedMessageException",
                        correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException e) {
                                if (e.getMessage().contains("different message")) {
                                    throw new IllegalArgumentException(e);
                                }
                                throw e;
                            }
                        })),
                Mutant.shared("RD-13", "lets the last of two messages stand", "no exception", () -> {
                    Map<String, Map<GemstoneId, Message>> replaced = new ConcurrentHashMap<>();
                    return correct -> Faults.reads(
                            Changes.store(correct, (backend, namespace, topic, message) -> {
                                try {
                                    backend.storeMessage(namespace, topic, message);
                                } catch (RejectedMessageException e) {
                                    if (!e.getMessage().contains("different message")) {
                                        throw e;
                                    }
                                    replaced.computeIfAbsent("", t -> new ConcurrentHashMap<>())
                                            .put(message.id(), message);
                                }
                            }),
                            message -> replaced.getOrDefault("", Map.of()).getOrDefault(message.id(), message));
                }),
                Mutant.shared(
                        "RD-13",
                        "refuses another message and replaces the first all the same",
                        "the first message stands",
                        () -> {
                            Map<GemstoneId, Message> replaced = new ConcurrentHashMap<>();
                            return correct -> Faults.reads(
                                    Changes.store(correct, (backend, namespace, topic, message) -> {
                                        try {
                                            backend.storeMessage(namespace, topic, message);
                                        } catch (RejectedMessageException e) {
                                            if (e.getMessage().contains("different message")) {
                                                replaced.put(message.id(), message);
                                            }
                                            throw e;
                                        }
                                    }),
                                    message -> replaced.getOrDefault(message.id(), message));
                        }),
                Mutant.shared("RD-13", "delivers what it refuses", "repeated (", () -> {
                    Deliveries handlers = new Deliveries();
                    return correct -> Changes.store(handlers.noting(correct), (backend, namespace, topic, message) -> {
                        try {
                            backend.storeMessage(namespace, topic, message);
                        } catch (RejectedMessageException e) {
                            if (e.getMessage().contains("different message")) {
                                handlers.deliver(topic, message);
                            }
                            throw e;
                        }
                    });
                }));
    }

    private static List<Mutant> rareConflicts() {
        return List.of(
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

    /** Takes another message for the stored one, says nothing, and leaves the first. */
    private static Mutant conflict(String name, String telling, Same same) {
        return Mutant.of(
                "RD-13",
                name,
                telling,
                correct -> Changes.store(correct, (backend, namespace, topic, message) -> {
                    for (Message stored : message == null ? List.<Message>of() : backend.getMessagesForTopic(topic)) {
                        if (stored.id().equals(message.id()) && same.test(message, stored)) {
                            return;
                        }
                    }
                    backend.storeMessage(namespace, topic, message);
                }));
    }

    private interface Same {
        boolean test(Message message, Message stored);
    }
}
