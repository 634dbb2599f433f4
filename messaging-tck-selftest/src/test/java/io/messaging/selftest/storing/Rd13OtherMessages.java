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

/** Takes another message for the same: RD-13. */
final class Rd13OtherMessages {
    private static final int LARGE_BYTES = 65_536;

    static final Mutant REFUSES_NOTHING =
            conflict("refuses no other message under a stored id", "no exception", (m, stored) -> true);

    static final Mutant COMPARES_PAYLOAD_ONLY = conflict(
            "compares the payload alone",
            "differs in sender",
            (m, stored) -> m.payload().equals(stored.payload()));

    static final Mutant IGNORES_TTL = conflict(
            "does not compare the ttl",
            "differs in ttl",
            (m, stored) -> m.toBuilder()
                    .ttlSeconds(5)
                    .build()
                    .equals(stored.toBuilder().ttlSeconds(5).build()));

    static final Mutant IGNORES_UNKNOWN_FIELDS = conflict(
                    "does not compare unknown fields",
                    "differs in an unknown field",
                    (m, stored) -> m.payload().equals(stored.payload())
                            && m.sender().equals(stored.sender())
                            && m.format().equals(stored.format())
                            && m.ttlSeconds().equals(stored.ttlSeconds())
                            && m.thread().equals(stored.thread())
                            && m.fieldsByName().containsKey("unknown"))
            .representative();

    static final Mutant WRONG_EXCEPTION = Mutant.of("RD-13", "refuses another message with an argument exception")
            .fault("throws RejectedMessageException", Changes.store((backend, namespace, topic, message) -> {
                try {
                    backend.storeMessage(namespace, topic, message);
                } catch (RejectedMessageException e) {
                    if (e.getMessage().contains("different message")) {
                        throw new IllegalArgumentException(e);
                    }
                    throw e;
                }
            }));

    static final Mutant LAST_WINS = Mutant.of("RD-13", "keeps the last of two messages")
            .sharedFault("no exception", () -> {
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
            });

    static final Mutant REFUSES_BUT_REPLACES = Mutant.of(
                    "RD-13", "refuses another message and replaces the first one nevertheless")
            .sharedFault("the first message stands", () -> {
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
            });

    static final Mutant DELIVERS_REFUSED = Mutant.of("RD-13", "delivers messages that it refuses")
            .inEveryBuild()
            .sharedFault("repeated (", () -> {
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
            });

    static final Mutant ACCEPTS_CONCURRENT_CONFLICT = Mutant.of(
                    "RD-13", "accepts two different messages stored concurrently")
            .inEveryBuild()
            .sharedFault("at once under id", () -> {
                Map<GemstoneId, AtomicInteger> storing = new ConcurrentHashMap<>();
                return Faults.stores((backend, namespace, topic, message) -> {
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
            });

    static final Mutant COMPARES_FIRST_64_KIB = Mutant.of("RD-13", "compares the first 64 KiB of messages only")
            .fault("no exception", Faults.stores((backend, namespace, topic, message) -> {
                try {
                    backend.storeMessage(namespace, topic, message);
                } catch (RejectedMessageException differs) {
                    if (message.jsonLength() <= LARGE_BYTES || message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                        throw differs;
                    }
                }
            }));

    static final Mutant LISTS_AS_SETS = Mutant.of("RD-13", "compares lists as sets")
            .fault("no exception", Faults.stores((backend, namespace, topic, message) -> {
                try {
                    backend.storeMessage(namespace, topic, message);
                } catch (RejectedMessageException differs) {
                    if (message.payload() == null || !(message.payload().get("list") instanceof List<?>)) {
                        throw differs;
                    }
                }
            }));

    static final Mutant NEXT_SHOWS_REFUSED = Mutant.of("RD-13", "shows the refused message in next")
            .sharedFault("the first message stands", () -> {
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
            });

    /** Takes another message for the stored one, says nothing, and leaves the first. */
    private static Mutant conflict(String name, String telling, Same same) {
        return Mutant.of("RD-13", name).fault(telling, Changes.store((backend, namespace, topic, message) -> {
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
