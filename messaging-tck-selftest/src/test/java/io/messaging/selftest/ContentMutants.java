package io.messaging.selftest;

import io.messaging.backend.Capability;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What comes back is not what was stored: RD-01, RD-02, RD-20 to RD-24. */
final class ContentMutants {
    private static final Set<String> SOME_FIELDS = Set.of("field_of_the_future", "zzz", "");

    private ContentMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(fields());
        all.addAll(unknownTopics());
        all.addAll(payloads());
        all.addAll(sizes());
        all.addAll(isolation());
        all.addAll(large());
        return all;
    }

    private static Message without(Message message, Set<String> names) {
        Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
        return fields.keySet().removeAll(names) ? Message.fromFields(fields) : message;
    }

    private static Message withField(Message message, String name, UnaryOperator<Object> change) {
        Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
        if (!fields.containsKey(name)) {
            return message;
        }
        fields.put(name, change.apply(fields.get(name)));
        return Message.fromFields(fields);
    }

    private static List<Mutant> fields() {
        return List.of(
                Mutant.of(
                        "RD-01",
                        "drops the fields it does not know",
                        "field_of_the_future was",
                        correct -> Faults.reads(correct, message -> without(message, SOME_FIELDS))),
                Mutant.of(
                        "RD-01",
                        "drops fields that are null",
                        "ttl was null and is missing",
                        correct -> Faults.reads(correct, message -> {
                            Map<String, Object> fields = new LinkedHashMap<>(message.fieldsByName());
                            return fields.values().removeIf(Objects::isNull) ? Message.fromFields(fields) : message;
                        })),
                Mutant.of(
                        "RD-01",
                        "loses the thread, by id only",
                        "getMessagesById gives back every field",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                return super.getMessagesById(namespace, ids).stream()
                                        .map(message -> without(message, Set.of("thread")))
                                        .toList();
                            }
                        }),
                Mutant.of(
                        "RD-01",
                        "loses the routing slip, in next only",
                        "routing_slip was",
                        correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                return super.getNextMessageForTopicSince(topic, since)
                                        .map(message -> without(message, Set.of("routing_slip")));
                            }
                        }),
                Mutant.of(
                                "RD-01",
                                "fills in the topic that a message was published to",
                                "topic_published_to was",
                                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                    Message filled = message == null
                                                    || message.topicPublishedTo()
                                                            .isPresent()
                                            ? message
                                            : message.toBuilder()
                                                    .topicPublishedTo(topic)
                                                    .build();
                                    backend.storeMessage(namespace, topic, filled);
                                }))
                        .alsoBreaking("they compare whole messages too", "SUB-01", "DUR-05"),
                Mutant.of(
                        "SUB-01",
                        "delivers without the fields it does not know",
                        "field_of_the_future was",
                        correct -> Faults.handlers(
                                correct,
                                (topic, handler, options) ->
                                        message -> handler.onMessage(without(message, SOME_FIELDS)))),
                Mutant.of(
                                "SUB-01",
                                "delivers without the history",
                                "message_history was",
                                correct -> Faults.handlers(
                                        correct,
                                        (topic, handler, options) -> message ->
                                                handler.onMessage(without(message, Set.of("message_history")))))
                        .perhapsBreaking("a dead letter has the message as it was delivered", "DUR-05"));
    }

    private static List<Mutant> unknownTopics() {
        return List.of(
                Mutant.of(
                        "RD-02",
                        "knows no empty list",
                        "getMessagesForTopic of an unknown topic is a list",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopic(String topic) {
                                List<Message> found = super.getMessagesForTopic(topic);
                                return found.isEmpty() ? null : found;
                            }
                        }),
                Mutant.of(
                        "RD-02",
                        "throws for an unknown topic, since",
                        "NoSuchElementException",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                List<Message> found = super.getMessagesForTopicSince(topic, since);
                                if (found.isEmpty()
                                        && super.getMessagesForTopic(topic).isEmpty()) {
                                    throw new NoSuchElementException("no topic " + topic);
                                }
                                return found;
                            }
                        }),
                Mutant.of(
                        "RD-02",
                        "next of an unknown topic is null",
                        "is an Optional",
                        correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                Optional<Message> next = super.getNextMessageForTopicSince(topic, since);
                                return next.isEmpty()
                                                && super.getMessagesForTopic(topic)
                                                        .isEmpty()
                                        ? null
                                        : next;
                            }
                        }),
                Mutant.shared("RD-02", "throws for an unknown namespace", "NullPointerException", () -> {
                            Map<String, String> namespaces = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public void storeMessage(String namespace, String topic, Message message) {
                                    super.storeMessage(namespace, topic, message);
                                    namespaces.put(namespace, namespace);
                                }

                                @Override
                                public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                    List<Message> found = super.getMessagesById(namespace, ids);
                                    Objects.requireNonNull(
                                            ids.isEmpty() || !found.isEmpty() ? namespace : namespaces.get(namespace),
                                            "namespace");
                                    return found;
                                }
                            };
                        })
                        .alsoBreaking("other rules ask a namespace before anything is in it", "RD-16"));
    }

    private static List<Mutant> payloads() {
        return List.of(
                payload("cuts texts at NUL", "{NUL=", text -> {
                    int nul = text.indexOf('\u0000');
                    return nul < 0 ? text : text.substring(0, nul);
                }),
                payload("loses the line separator U+2028", "{line separators=", text -> text.replace("\u2028", " ")),
                payload(
                        "loses what is beyond the basic plane",
                        "{emoji=",
                        text -> text.replaceAll("[^\u0000-\uffff]", "?")),
                payload("turns CR LF into LF", "{line separators=", text -> text.replace("\r\n", "\n")),
                numbers(
                        "reads integers as doubles",
                        "{2^53+1=",
                        number -> number instanceof BigDecimal ? number : BigDecimal.valueOf(number.doubleValue())),
                numbers(
                        "wraps integers beyond 64 bits",
                        "{2^64-1=",
                        number -> number instanceof BigInteger ? number.longValue() : number),
                numbers(
                        "rounds fractions to float",
                        "1e-7",
                        number -> number instanceof BigDecimal decimal
                                        && decimal.abs().compareTo(BigDecimal.ONE) < 0
                                ? new BigDecimal(Float.toString(decimal.floatValue() + 1e-12f))
                                        .setScale(6, java.math.RoundingMode.HALF_UP)
                                : number),
                numbers("refuses what is beyond a double", "beyond a double", number -> {
                    if (Double.isInfinite(number.doubleValue())) {
                        throw new RejectedMessageException("a number is beyond a double");
                    }
                    return number;
                }),
                Mutant.of(
                        "RD-20",
                        "refuses what is nested deeper than 64",
                        "nested too deep",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (message != null && depth(message.payload()) > 64) {
                                throw new RejectedMessageException("nested too deep");
                            }
                            backend.storeMessage(namespace, topic, message);
                        })),
                Mutant.of(
                        "RD-20",
                        "escapes quotes in what it delivers",
                        "a delivery gives back",
                        correct -> Faults.handlers(
                                correct,
                                (topic, handler, options) -> message -> handler.onMessage(withField(
                                        message,
                                        "payload",
                                        payload -> change(
                                                payload,
                                                UnaryOperator.identity(),
                                                text -> text.length() > 1_000
                                                        ? text
                                                        : text.replace("</", "<\\/")
                                                                .replace("\"'", "\"\"'")))))));
    }

    private static int depth(Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1
                    + map.values().stream()
                            .mapToInt(ContentMutants::depth)
                            .max()
                            .orElse(0);
        }
        return value instanceof List<?> list
                ? 1 + list.stream().mapToInt(ContentMutants::depth).max().orElse(0)
                : 0;
    }

    private static final String SEEN_IN_FIELDS = "what it stores has such values too";

    private static Mutant payload(String name, String telling, UnaryOperator<String> text) {
        return Mutant.of(
                        "RD-20",
                        name,
                        telling,
                        correct -> Faults.reads(
                                correct,
                                message -> withField(
                                        message,
                                        "payload",
                                        payload -> change(payload, UnaryOperator.identity(), text))))
                .perhapsBreaking(SEEN_IN_FIELDS, "RD-01");
    }

    private static Mutant numbers(String name, String telling, UnaryOperator<Number> number) {
        return Mutant.of(
                        "RD-20",
                        name,
                        telling,
                        correct -> Faults.reads(
                                correct,
                                message -> withField(
                                        message,
                                        "payload",
                                        payload -> change(payload, number, UnaryOperator.identity()))))
                .perhapsBreaking(SEEN_IN_FIELDS, "RD-01", "DUR-05");
    }

    private static Object change(Object value, UnaryOperator<Number> number, UnaryOperator<String> text) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> changed = new LinkedHashMap<>();
            map.forEach((key, item) -> changed.put(String.valueOf(key), change(item, number, text)));
            return changed;
        } else if (value instanceof List<?> list) {
            List<Object> changed = new ArrayList<>();
            list.forEach(item -> changed.add(change(item, number, text)));
            return changed;
        } else if (value instanceof Number found) {
            return number.apply(found);
        }
        return value instanceof String found ? text.apply(found) : value;
    }

    private static List<Mutant> sizes() {
        long most = Reference.MAX_MESSAGE_BYTES;
        return List.of(
                limit(
                        "refuses the declared maximum itself",
                        "RejectedMessageException",
                        message -> message.jsonLength() >= most),
                limit(
                        "counts its own command into the limit",
                        "RejectedMessageException",
                        message -> message.jsonLength() > most - 100),
                limit("breaks at 64 KiB", "RejectedMessageException", message -> message.jsonLength() > 65_536)
                        .alsoBreaking("they store large messages too", "RD-13", "RD-27"),
                limit(
                        "counts bytes where it says characters",
                        "RejectedMessageException",
                        message -> message.toJson().length()
                                        + 3L
                                                * message.toJson()
                                                        .chars()
                                                        .filter(c -> c > 127)
                                                        .count()
                                                / 2
                                > most),
                Mutant.of(
                        "RD-21",
                        "counts characters instead of bytes",
                        "no exception",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                boolean isLarge = message != null && message.jsonLength() > most;
                                if (!isLarge || message.toJson().length() > most) {
                                    super.storeMessage(namespace, topic, message);
                                }
                            }
                        }),
                Mutant.of(
                        "RD-21",
                        "drops what is too large, without a word",
                        "no exception",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                if (message == null || message.jsonLength() <= most) {
                                    super.storeMessage(namespace, topic, message);
                                }
                            }
                        }),
                Mutant.of(
                        "RD-21",
                        "refuses what is too large with another exception",
                        "throws RejectedMessageException",
                        correct -> new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                if (message != null && message.jsonLength() > most) {
                                    throw new IllegalArgumentException("too large");
                                }
                                super.storeMessage(namespace, topic, message);
                            }
                        }),
                Mutant.shared("RD-21", "takes nothing more after one that was too large", "ConnectionException", () -> {
                    boolean[] broken = {false};
                    return correct -> new Delegate(correct) {
                        @Override
                        public void storeMessage(String namespace, String topic, Message message) {
                            if (broken[0]) {
                                throw new io.messaging.backend.MessagingConnectionException("broken pipe");
                            }
                            broken[0] = message != null && message.jsonLength() > most;
                            super.storeMessage(namespace, topic, message);
                        }
                    };
                }),
                Mutant.of(
                        "RD-21",
                        "declares no limit that can be kept",
                        "maxMessageBytes() is above 0",
                        correct -> new Delegate(correct) {
                            @Override
                            public long maxMessageBytes() {
                                return 0;
                            }
                        }),
                Mutant.of(
                                "RD-21",
                                "delivers no message above 64 KiB",
                                "receives message",
                                correct -> Faults.handlers(correct, (topic, handler, options) -> message -> {
                                    if (message.jsonLength() <= 65_536) {
                                        handler.onMessage(message);
                                    }
                                }))
                        .alsoBreaking("they store large messages too", "RD-13", "RD-27"));
    }

    private static Mutant limit(String name, String telling, java.util.function.Predicate<Message> tooLarge) {
        return Mutant.of(
                "RD-21",
                name,
                telling,
                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                    if (message != null && message.jsonLength() > 60_000 && tooLarge.test(message)) {
                        throw new RejectedMessageException("too large, says this one");
                    }
                    backend.storeMessage(namespace, topic, message);
                }));
    }

    private static List<Mutant> isolation() {
        return List.of(
                Mutant.shared("RD-22", "hands its own list out", "read before another message was stored", () -> {
                            Map<String, List<Message>> lists = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public List<Message> getMessagesForTopic(String topic) {
                                    List<Message> now = super.getMessagesForTopic(topic);
                                    List<Message> kept = lists.computeIfAbsent(
                                            topic, t -> Collections.synchronizedList(new ArrayList<>()));
                                    synchronized (kept) {
                                        kept.clear();
                                        kept.addAll(now);
                                    }
                                    return kept;
                                }
                            };
                        })
                        .perhapsBreaking("readers at the same time disturb each other", "CON-02", "RD-27", "SUB-05"),
                Mutant.shared(
                        "RD-22",
                        "lets the caller change what it holds, since",
                        "getMessagesForTopicSince the start",
                        () -> {
                            record Given(List<Message> list, List<Message> copy) {}
                            Map<String, Given> given = new ConcurrentHashMap<>();
                            Set<Message> removed = ConcurrentHashMap.newKeySet();
                            return correct -> new Delegate(correct) {
                                @Override
                                public synchronized List<Message> getMessagesForTopicSince(
                                        String topic, GemstoneId since) {
                                    List<Message> now = new ArrayList<>(super.getMessagesForTopicSince(topic, since));
                                    Given before = given.get(topic);
                                    if (before != null && before.list.isEmpty()) {
                                        removed.addAll(before.copy);
                                    }
                                    now.removeAll(removed);
                                    given.put(topic, new Given(now, List.copyOf(now)));
                                    return now;
                                }
                            };
                        }),
                Mutant.shared("RD-22", "lets the caller change its capabilities", "capabilities()", () -> correct -> {
                    EnumSet<Capability> own = EnumSet.copyOf(correct.capabilities());
                    return new Delegate(correct) {
                        @Override
                        public Set<Capability> capabilities() {
                            return own;
                        }
                    };
                }),
                Mutant.shared("RD-22", "lets the caller change its list of subscribers", "loadSubscribers", () -> {
                            Map<String, List<Subscriber>> lists = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    lists.clear();
                                    return super.subscribe(topic, handler, options);
                                }

                                @Override
                                public List<Subscriber> loadSubscribers(String namespace) {
                                    List<Subscriber> now = super.loadSubscribers(namespace);
                                    List<Subscriber> kept = lists.computeIfAbsent(namespace, n -> new ArrayList<>(now));
                                    boolean same = kept.size() <= 1 && now.size() <= 1 && kept.size() <= now.size();
                                    return same ? kept : now;
                                }
                            };
                        })
                        .alsoBreaking("who left stays in the list", "SUB-14"),
                Mutant.shared("RD-23", "shares the payload of messages of one conversation", "payload was", () -> {
                    Map<GemstoneId, Map<String, Object>> payloads = new ConcurrentHashMap<>();
                    return correct -> Faults.reads(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                message.conversationId().ifPresent(id -> payloads.put(id, message.payload()));
                            }),
                            message -> message.conversationId()
                                    .map(payloads::get)
                                    .map(payload -> withField(message, "payload", own -> payload))
                                    .orElse(message));
                }),
                Mutant.shared("RD-23", "keeps one sender for messages of one conversation", "sender was", () -> {
                    Map<GemstoneId, Object> senders = new HashMap<>();
                    return correct -> Faults.reads(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                synchronized (senders) {
                                    message.conversationId()
                                            .ifPresent(id -> senders.put(
                                                    id, message.fieldsByName().get("sender")));
                                }
                            }),
                            message -> {
                                synchronized (senders) {
                                    Object sender = message.conversationId()
                                            .map(senders::get)
                                            .orElse(null);
                                    return sender == null ? message : withField(message, "sender", own -> sender);
                                }
                            });
                }));
    }

    private static List<Mutant> large() {
        return List.of(
                atMost("reads at most a thousand", 1_000),
                atMost("reads at most 9,999", 9_999),
                Mutant.of(
                        "RD-24",
                        "loses the last of each page",
                        "missing (10)",
                        correct -> Faults.sorts(correct, list -> {
                            List<Message> kept = new ArrayList<>(list);
                            for (int i = list.size() / 1_000 * 1_000 - 1; i > 0; i -= 1_000) {
                                kept.remove(i);
                            }
                            return kept;
                        })),
                Mutant.of(
                        "RD-24",
                        "takes at most 5,000 ids in one request",
                        "getMessagesById of all",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                                return super.getMessagesById(
                                        namespace, ids == null || ids.size() <= 5_000 ? ids : ids.subList(0, 5_000));
                            }
                        }),
                Mutant.shared(
                        "RD-24",
                        "keeps the newest 8,000 of a topic",
                        "missing (2000)",
                        () -> correct -> Faults.sorts(
                                correct,
                                list -> list.size() <= 8_000 ? list : list.subList(list.size() - 8_000, list.size()))));
    }

    private static Mutant atMost(String name, int most) {
        return Mutant.of(
                "RD-24",
                name,
                "missing (" + (10_000 - most) + ")",
                correct -> Faults.sorts(correct, list -> list.size() <= most ? list : list.subList(0, most)));
    }
}
