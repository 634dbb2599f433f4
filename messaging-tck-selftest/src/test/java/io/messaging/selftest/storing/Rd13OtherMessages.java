package io.messaging.selftest.storing;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reference;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Accepts another message under a stored id, or refuses an equal one: RD-13. */
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
                        Faults.pause(alone ? 0 : 100_000);
                        backend.storeMessage(namespace, topic, message);
                    } catch (RejectedMessageException second) {
                        if (alone || message.jsonLength() > Reference.MAX_MESSAGE_BYTES) {
                            throw second;
                        }
                    } finally {
                        Faults.pause(alone ? 100_000 : 0); // lets the other one in
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

    static final Mutant NUMBERS_AS_DOUBLES = compares(
            "compares numbers as doubles",
            "a large number",
            value -> value instanceof Number number ? (Object) number.doubleValue() : value);

    static final Mutant HASH_CODES = compares(
                    "compares hash codes of texts", "characters of one hash", texts(String::hashCode))
            .inEveryBuild();

    static final Mutant IGNORES_CASE =
            compares("compares texts without regard to case", "case", texts(text -> text.toLowerCase(Locale.ROOT)));

    static final Mutant IGNORES_SPACES =
            compares("compares texts without the spaces around", "a space", texts(String::strip));

    static final Mutant IGNORES_NORMAL_FORM = compares(
            "compares texts in their normal form",
            "the form of an accent",
            texts(text -> Normalizer.normalize(text, Normalizer.Form.NFC)));

    static final Mutant VALUES_AS_TEXTS =
            compares("compares values as texts", "a number that is a text", String::valueOf);

    static final Mutant ASYNC_REPLACES = Mutant.of("RD-13", "an async store of another message replaces the first")
            .sharedFault("the first message", () -> {
                Map<GemstoneId, Message> replaced = new ConcurrentHashMap<>();
                return correct -> Faults.reads(
                        Changes.async(
                                correct,
                                (backend, namespace, topic, message) -> backend.storeMessageAsync(
                                                namespace, topic, message)
                                        .whenComplete((ok, failure) -> {
                                            if (failure != null
                                                    && failure.toString().contains("different message")) {
                                                replaced.put(message.id(), message);
                                            }
                                        })),
                        message -> replaced.getOrDefault(message.id(), message));
            });

    static final Mutant DURABLE_GETS_REFUSED = Mutant.of("RD-13", "gives new durable clients messages that it refused")
            .sharedFault("a new durable client", () -> {
                Map<String, List<Message>> refused = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException e) {
                                if (e.getMessage().contains("different message")) {
                                    refused.put(topic, List.of(message));
                                }
                                throw e;
                            }
                        }),
                        (topic, handler, options) -> {
                            Queue<Message> left = new ConcurrentLinkedQueue<>(refused.getOrDefault(topic, List.of()));
                            return message -> {
                                for (Message one = left.poll(); one != null; one = left.poll()) {
                                    handler.onMessage(one);
                                }
                                handler.onMessage(message);
                            };
                        });
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

    /** Takes for equal what gives the same here, and drops it. */
    private static Mutant compares(String name, String telling, Function<Object, Object> look) {
        return Mutant.of("RD-13", name).fault("differs in " + telling, Faults.stores((backend, n, t, m) -> {
            boolean dropped = backend.getMessagesForTopic(t).stream()
                    .anyMatch(stored -> stored.id().equals(m.id())
                            && seen(stored.fieldsByName(), look).equals(seen(m.fieldsByName(), look)));
            if (!dropped) {
                backend.storeMessage(n, t, m);
            }
        }));
    }

    private static Object seen(Object value, Function<Object, Object> look) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> seen = new HashMap<>();
            map.forEach((key, inner) -> seen.put(key, seen(inner, look)));
            return seen;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(inner -> seen(inner, look)).toList();
        }
        return value == null ? "null" : look.apply(value);
    }

    private static Function<Object, Object> texts(Function<String, Object> look) {
        return value -> value instanceof String text ? look.apply(text) : value;
    }
}
