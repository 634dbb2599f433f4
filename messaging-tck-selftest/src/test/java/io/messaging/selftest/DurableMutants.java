package io.messaging.selftest;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Durable clients are treated wrongly: the DUR rules. */
final class DurableMutants {
    private static final GemstoneGenerator IDS = GemstoneGenerator.withRandomMachineId();

    private DurableMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(backlog());
        all.addAll(resuming());
        all.addAll(positions());
        all.addAll(deadLetters());
        all.addAll(turns());
        all.addAll(sideBySide());
        return all;
    }

    private static String key(String topic, SubscriptionOptions options) {
        return options.clientId().orElse("") + "\n" + topic;
    }

    private static List<Mutant> backlog() {
        return List.of(
                Mutant.shared("DUR-01", "gives a new client no backlog", "missing", () -> {
                            Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                Set<Message> old = before.computeIfAbsent(
                                        key(topic, options), k -> Set.copyOf(correct.getMessagesForTopic(topic)));
                                return message -> {
                                    if (!old.contains(message)) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                        })
                        .alsoBreaking(
                                "a new client looks at a topic that has messages",
                                "DUR-04",
                                "DUR-08",
                                "RD-12",
                                "RD-25"),
                Mutant.shared("DUR-01", "gives a new client the newest hundred only", "missing", () -> {
                    Map<String, Set<Message>> before = new ConcurrentHashMap<>();
                    return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        Set<Message> old = before.computeIfAbsent(key(topic, options), k -> {
                            List<Message> all = correct.getMessagesForTopic(topic);
                            return Set.copyOf(all.subList(0, Math.max(0, all.size() - 100)));
                        });
                        return message -> {
                            if (!old.contains(message)) {
                                handler.onMessage(message);
                            }
                        };
                    });
                }),
                Mutant.of(
                        "DUR-01",
                        "gives the backlog in id order",
                        "another order",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            List<Message> backlog = new ArrayList<>();
                            int size = correct.getMessagesForTopic(topic).size();
                            AtomicInteger taken = new AtomicInteger();
                            return message -> {
                                if (taken.incrementAndGet() <= size && size > 50) {
                                    backlog.add(message);
                                    if (taken.get() == size) {
                                        backlog.sort(Comparator.comparing(Message::id));
                                        for (Message next : backlog) {
                                            handler.onMessage(next);
                                        }
                                    }
                                    return;
                                }
                                handler.onMessage(message);
                            };
                        })),
                Mutant.of(
                        "DUR-01",
                        "loses the first message after the backlog",
                        "missing",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            int size = correct.getMessagesForTopic(topic).size();
                            AtomicInteger taken = new AtomicInteger();
                            return message -> {
                                if (taken.getAndIncrement() != size || size < 50) {
                                    handler.onMessage(message);
                                }
                            };
                        })),
                Mutant.of(
                        "DUR-01",
                        "repeats the last message of the backlog",
                        "repeated",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            int size = correct.getMessagesForTopic(topic).size();
                            AtomicInteger taken = new AtomicInteger();
                            return message -> {
                                handler.onMessage(message);
                                if (taken.incrementAndGet() == size && size >= 50) {
                                    handler.onMessage(message);
                                }
                            };
                        })));
    }

    /** Forgets a client, as if its position had not been kept. */
    private static void forget(MessagingBackend backend, SubscriptionOptions options) {
        try {
            options.clientId().ifPresent(backend.durableClients()::forget);
        } catch (MessagingException closed) {
            // Then there is nothing to forget with.
        }
    }

    private static List<Mutant> resuming() {
        return List.of(
                Mutant.of(
                                "DUR-02",
                                "forgets the position when a subscription is closed",
                                "receives is",
                                correct -> forgetting(correct, true, false))
                        .alsoBreaking("they come back after a close", "DUR-03", "DUR-04", "DUR-05")
                        .perhapsBreaking("a client that is forgotten is not listed", "SUB-14"),
                Mutant.of(
                                "DUR-02",
                                "forgets the position when a topic is unsubscribed",
                                "receives is",
                                correct -> forgetting(correct, false, true))
                        .alsoBreaking("it comes back after an unsubscribe", "DUR-08"),
                Mutant.shared("DUR-02", "repeats the last handled message", "receives is", () -> {
                            Map<String, Message> last = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                Message[] again = {last.get(key(topic, options))};
                                return message -> {
                                    if (again[0] != null) {
                                        handler.onMessage(again[0]);
                                        again[0] = null;
                                    }
                                    handler.onMessage(message);
                                    last.put(key(topic, options), message);
                                };
                            });
                        })
                        .alsoBreaking("they come back as well", "DUR-03", "DUR-04", "DUR-05", "DUR-08"),
                Mutant.shared("DUR-02", "skips the first message after a come-back", "missing", () -> {
                            Map<String, Message> last = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                boolean[] skip = {last.containsKey(key(topic, options))};
                                return message -> {
                                    if (!skip[0]) {
                                        handler.onMessage(message);
                                    }
                                    skip[0] = false;
                                    last.put(key(topic, options), message);
                                };
                            });
                        })
                        .alsoBreaking("they come back as well", "DUR-03", "DUR-04", "DUR-05", "DUR-08"),
                Mutant.shared("DUR-02", "counts what it has fetched as handled", "missing", () -> {
                            Map<String, AtomicInteger> skips = new ConcurrentHashMap<>();
                            return correct -> prefetching(correct, skips);
                        })
                        .perhapsBreaking("its claims overlap", "DUR-04", "DUR-08"),
                Mutant.shared("DUR-02", "keeps positions in the instance", "receives is", () -> {
                            Map<String, Integer> instances = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                private final Map<String, String> own = new ConcurrentHashMap<>();

                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    if (options != null
                                            && options.isDurable()
                                            && own.putIfAbsent(key(topic, options), topic) == null
                                            && instances.merge(key(topic, options), 1, Integer::sum) > 1) {
                                        forget(correct, options);
                                    }
                                    return super.subscribe(topic, handler, options);
                                }
                            };
                        })
                        .alsoBreaking("the newer claim comes from another instance", "DUR-04"));
    }

    private static Delegate forgetting(MessagingBackend correct, boolean onClose, boolean onUnsubscribe) {
        MessagingBackend backend = correct;
        return new Delegate(correct) {
            private final Map<String, List<SubscriptionOptions>> clients = new ConcurrentHashMap<>();

            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                Subscription right = super.subscribe(topic, handler, options);
                if (options.isDurable()) {
                    clients.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                            .add(options);
                }
                return new Faults.Sub(right) {
                    @Override
                    public void close() {
                        super.close();
                        if (onClose && options.isDurable()) {
                            forget(backend, options);
                        }
                    }
                };
            }

            @Override
            public void unsubscribe(String topic) {
                super.unsubscribe(topic);
                List<SubscriptionOptions> gone = clients.remove(topic);
                if (onUnsubscribe && gone != null) {
                    gone.forEach(options -> forget(correct, options));
                }
            }
        };
    }

    /** When a subscription ends, three messages that wait count as handled. */
    private static Delegate prefetching(MessagingBackend correct, Map<String, AtomicInteger> skips) {
        return Faults.durableHandlers(
                new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        if (options == null || !options.isDurable()) {
                            return super.subscribe(topic, handler, options);
                        }
                        AtomicInteger handled = new AtomicInteger();
                        AtomicInteger skip = skips.computeIfAbsent(key(topic, options), k -> new AtomicInteger());
                        Subscription right = super.subscribe(
                                topic,
                                message -> {
                                    handled.incrementAndGet();
                                    handler.onMessage(message);
                                },
                                options);
                        int before = correct.getMessagesForTopic(topic).size();
                        right.ended().thenRun(() -> {
                            try {
                                long lag = correct.durableClients().list().stream()
                                        .filter(c -> key(c.topic(), SubscriptionOptions.durable(c.clientId()))
                                                .equals(key(topic, options)))
                                        .mapToLong(c -> c.lag())
                                        .sum();
                                skip.set((int) Math.min(3, lag));
                            } catch (MessagingException closed) {
                                skip.set(before < 0 ? 1 : 0);
                            }
                        });
                        return right;
                    }
                },
                (topic, handler, options) -> {
                    AtomicInteger skip = skips.computeIfAbsent(key(topic, options), k -> new AtomicInteger());
                    return message -> {
                        if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                            handler.onMessage(message);
                        }
                    };
                });
    }

    private static List<Mutant> positions() {
        return List.of(
                later("a position is an id", (m, last) -> m.id().compareTo(last.id()) > 0),
                later(
                        "a position is a chronological key",
                        (m, last) -> m.id().chronologicalKey() > last.id().chronologicalKey()),
                later("a position is a timestamp", (m, last) -> m.timestampMillis() > last.timestampMillis()),
                Mutant.shared("DUR-03", "gives what was stored meanwhile in id order", "another order", () -> {
                            Set<String> known = ConcurrentHashMap.newKeySet();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                if (known.add(key(topic, options))) {
                                    return handler;
                                }
                                List<Message> taken = new ArrayList<>();
                                AtomicInteger lag = new AtomicInteger((int) correct.durableClients().list().stream()
                                        .filter(c -> c.topic().equals(topic)
                                                && options.clientId()
                                                        .filter(c.clientId()::equals)
                                                        .isPresent())
                                        .mapToLong(c -> c.lag())
                                        .sum());
                                return message -> {
                                    taken.add(message);
                                    if (lag.decrementAndGet() <= 0) {
                                        taken.sort(Comparator.comparing(Message::id));
                                        for (Message next : taken) {
                                            handler.onMessage(next);
                                        }
                                        taken.clear();
                                    }
                                };
                            });
                        })
                        .perhapsBreaking("its claims overlap", "DUR-04", "DUR-02"),
                Mutant.shared("DUR-04", "all clients share one position", "missing", () -> {
                            Map<String, Set<Message>> handled = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                Set<Message> all = handled.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet());
                                return message -> {
                                    if (all.add(message)) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                        })
                        .alsoBreaking("several clients look at one topic", "DUR-01", "DUR-08")
                        .perhapsBreaking("they come back, or look at it again", "DUR-05", "DUR-09", "RD-12", "SUB-01"),
                Mutant.shared("DUR-04", "a client has one position for all topics", "missing", () -> {
                            Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
                            Map<String, String> first = new ConcurrentHashMap<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                String client = options.clientId().orElseThrow();
                                boolean own = first.computeIfAbsent(client, c -> topic)
                                        .equals(topic);
                                AtomicInteger position = handled.computeIfAbsent(client, c -> new AtomicInteger());
                                AtomicInteger skip = new AtomicInteger(own ? 0 : position.get());
                                return message -> {
                                    if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                                        handler.onMessage(message);
                                        position.incrementAndGet();
                                    }
                                };
                            });
                        })
                        .perhapsBreaking("it has one client in several topics", "DUR-07"),
                Mutant.shared(
                        "DUR-04",
                        "two instances of a client both get everything",
                        "ended() of a subscription completes",
                        () -> {
                            Map<String, Integer> claims = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    boolean held = options != null
                                            && options.isDurable()
                                            && correct.durableClients().list().stream()
                                                    .anyMatch(c -> c.connected()
                                                            && c.topic().equals(topic)
                                                            && c.clientId()
                                                                    .equals(options.clientId()
                                                                            .get()));
                                    if (!held) {
                                        return super.subscribe(topic, handler, options);
                                    }
                                    int number = claims.merge(key(topic, options), 1, Integer::sum);
                                    return super.subscribe(
                                            topic,
                                            handler,
                                            SubscriptionOptions.durable(
                                                    options.clientId().get() + "#" + number));
                                }
                            };
                        }),
                Mutant.of("DUR-04", "refuses a newer claim", "MessagingException", correct -> new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        boolean held = options != null
                                && options.isDurable()
                                && correct.durableClients().list().stream()
                                        .anyMatch(c -> c.connected()
                                                && c.topic().equals(topic)
                                                && c.clientId()
                                                        .equals(options.clientId()
                                                                .get()));
                        if (held) {
                            throw new MessagingException("the client is here already");
                        }
                        return super.subscribe(topic, handler, options);
                    }
                }),
                Mutant.of(
                        "DUR-04",
                        "gives a wrong reason for a take-over",
                        "the reason that ended() gives",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription right = super.subscribe(topic, handler, options);
                                return SubscriptionMutants.ended(
                                        right,
                                        right.ended()
                                                .thenApply(end -> end.reason() == SubscriptionEnd.Reason.TAKEN_OVER
                                                        ? new SubscriptionEnd(SubscriptionEnd.Reason.UNSUBSCRIBED, "")
                                                        : end));
                            }
                        }),
                Mutant.shared(
                        "DUR-04", "a late acknowledgement of the older claim sets the position back", "extra", () -> {
                            Map<String, List<Message>> again = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    if (options == null || !options.isDurable()) {
                                        return super.subscribe(topic, handler, options);
                                    }
                                    List<Message> repeated = again.remove(key(topic, options));
                                    List<Message> old =
                                            repeated == null ? new ArrayList<>() : new ArrayList<>(repeated);
                                    Subscription[] own = new Subscription[1];
                                    own[0] = super.subscribe(
                                            topic,
                                            message -> {
                                                while (!old.isEmpty()) {
                                                    handler.onMessage(old.remove(0));
                                                }
                                                handler.onMessage(message);
                                                if (own[0] != null
                                                        && !own[0].isActive()
                                                        && own[0].ended()
                                                                        .toCompletableFuture()
                                                                        .join()
                                                                        .reason()
                                                                == SubscriptionEnd.Reason.TAKEN_OVER) {
                                                    List<Message> all = correct.getMessagesForTopic(topic);
                                                    again.put(
                                                            key(topic, options),
                                                            all.subList(all.indexOf(message) + 1, all.size()));
                                                }
                                            },
                                            options);
                                    return own[0];
                                }
                            };
                        }));
    }

    private interface Later {
        boolean test(Message message, Message last);
    }

    private static Mutant later(String name, Later isLater) {
        return Mutant.shared("DUR-03", name, "missing", () -> {
            Map<String, Message> lasts = new ConcurrentHashMap<>();
            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                Message last = lasts.get(key(topic, options));
                return message -> {
                    if (last == null || isLater.test(message, last)) {
                        handler.onMessage(message);
                        lasts.merge(key(topic, options), message, (a, b) -> b);
                    }
                };
            });
        });
    }

    /** Changes the dead letters that are read. */
    private static Mutant letters(String name, String telling, UnaryOperator<Message> change) {
        return Mutant.of(
                "DUR-05",
                name,
                telling,
                correct -> Faults.reads(
                        correct,
                        message -> message.format().equals(DeadLetter.FORMAT) ? change.apply(message) : message));
    }

    private static Message withPayload(Message letter, String key, UnaryOperator<Object> change) {
        Map<String, Object> payload = new LinkedHashMap<>(letter.payload());
        Object value = change.apply(payload.remove(key));
        if (value != null) {
            payload.put(key, value);
        }
        return letter.toBuilder().payload(payload).build();
    }

    private static List<Mutant> deadLetters() {
        return List.of(
                letters(
                        "leaves the error's type out of a dead letter",
                        "the keys of a dead letter's payload",
                        letter -> withPayload(letter, "error_type", value -> null)),
                letters(
                        "leaves the client out of a dead letter",
                        "dead letter",
                        letter -> withPayload(letter, "client_id", value -> null)),
                letters(
                        "gives a simple name for the error's type",
                        "a dead letter's error type",
                        letter -> withPayload(
                                letter,
                                "error_type",
                                value -> String.valueOf(value).replaceAll(".*\\.", ""))),
                letters(
                        "cuts the error's message",
                        "a dead letter's error message",
                        letter -> withPayload(
                                letter,
                                "error_message",
                                value -> String.valueOf(value).split(":")[0])),
                letters(
                        "puts only the original's payload into a dead letter",
                        "DUR-05: ",
                        letter -> withPayload(
                                letter,
                                "original_message",
                                value -> value instanceof Map<?, ?> map ? map.get("payload") : value)),
                letters(
                        "gives the original's id as a signed number",
                        "original_id",
                        letter -> withPayload(letter, "original_id", value -> ((Number) value).longValue())),
                letters(
                        "does not mark a dead letter as an error",
                        "is an error message",
                        letter -> letter.toBuilder().errorMessage(false).build()),
                letters("does not say what a dead letter answers", "dead letter", letter -> {
                    Map<String, Object> fields = new LinkedHashMap<>(letter.fieldsByName());
                    fields.remove("in_response_to");
                    return Message.fromFields(fields);
                }),
                Mutant.of("DUR-05", "makes no dead letter", "has one dead letter", correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopic(String topic) {
                                return super.getMessagesForTopic(topic).stream()
                                        .filter(m -> !m.format().equals(DeadLetter.FORMAT))
                                        .toList();
                            }
                        })
                        .alsoBreaking("it counts the dead letters of three failures", "DUR-06"),
                Mutant.of(
                        "DUR-05",
                        "makes no dead letter of an error",
                        "has one dead letter",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                            try {
                                handler.onMessage(message);
                            } catch (Error notAnException) {
                                return;
                            }
                        })),
                Mutant.of(
                                "DUR-05",
                                "makes two dead letters",
                                "has one dead letter",
                                correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                                    try {
                                        handler.onMessage(message);
                                    } catch (Exception failure) {
                                        if (!DeadLetter.isDeadLetterTopic(topic) && options.maxAttempts() == 1) {
                                            storeLetter(correct, topic, options, message, failure);
                                        }
                                        throw failure;
                                    }
                                }))
                        .alsoBreaking("it counts the dead letters of three failures", "DUR-06"),
                Mutant.of(
                        "DUR-05",
                        "makes a dead letter of each attempt",
                        "the messages with a dead letter",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                            try {
                                handler.onMessage(message);
                            } catch (Exception failure) {
                                if (options.maxAttempts() > 1) {
                                    storeLetter(correct, topic, options, message, failure);
                                }
                                throw failure;
                            }
                        })),
                Mutant.of(
                        "DUR-05",
                        "tries once, whatever was asked for",
                        "receives is",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(topic, handler, options == null ? null : options.maxAttempts(1));
                            }
                        }),
                Mutant.of(
                        "DUR-05",
                        "tries once more than it was asked for",
                        "receives is",
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(
                                        topic,
                                        handler,
                                        options == null || options.maxAttempts() == 1
                                                ? options
                                                : options.maxAttempts(options.maxAttempts() + 1));
                            }
                        }),
                Mutant.of(
                                "DUR-05",
                                "puts all dead letters into the common topic",
                                "has one dead letter",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopic(String topic) {
                                        List<Message> own = super.getMessagesForTopic(topic);
                                        return DeadLetter.isDeadLetterTopic(topic) && !topic.equals(DeadLetter.TOPIC)
                                                ? List.of()
                                                : own;
                                    }
                                })
                        .alsoBreaking("it reads the dead letters of a namespace's topic", "DUR-06"),
                Mutant.of(
                                "DUR-05",
                                "goes no further after a failure",
                                "missing",
                                correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                    boolean[] failed = {false};
                                    return message -> {
                                        if (!failed[0]) {
                                            try {
                                                handler.onMessage(message);
                                            } catch (Exception failure) {
                                                failed[0] = options.maxAttempts() == 1
                                                        && !DeadLetter.isDeadLetterTopic(topic);
                                                throw failure;
                                            }
                                        }
                                    };
                                }))
                        .alsoBreaking("its handler fails again and again", "DUR-06"),
                Mutant.shared("DUR-05", "gives a message that failed again to who comes back", "extra", () -> {
                    Map<String, Message> failed = new ConcurrentHashMap<>();
                    return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        Message again = failed.remove(key(topic, options));
                        boolean[] first = {again != null};
                        return message -> {
                            if (first[0]) {
                                first[0] = false;
                                handler.onMessage(again);
                            }
                            try {
                                handler.onMessage(message);
                            } catch (Exception failure) {
                                failed.put(key(topic, options), message);
                                throw failure;
                            }
                        };
                    });
                }),
                Mutant.of(
                        "DUR-06",
                        "makes dead letters of dead letters",
                        "the number of dead letters",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> message -> {
                            try {
                                handler.onMessage(message);
                            } catch (Exception failure) {
                                if (DeadLetter.isDeadLetterTopic(topic)
                                        && correct.getMessagesForTopic(topic).size() < 50) {
                                    storeLetter(correct, topic, options, message, failure);
                                }
                                throw failure;
                            }
                        })),
                Mutant.of(
                        "DUR-06",
                        "gives up dead letters after one that failed",
                        "the handler of dead letters receives",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            boolean[] failed = {false};
                            return message -> {
                                if (!failed[0]) {
                                    try {
                                        handler.onMessage(message);
                                    } catch (Exception failure) {
                                        failed[0] = DeadLetter.isDeadLetterTopic(topic);
                                        throw failure;
                                    }
                                }
                            };
                        })));
    }

    private static void storeLetter(
            MessagingBackend backend, String topic, SubscriptionOptions options, Message message, Throwable failure) {
        Message letter = new DeadLetter(
                        "Selftest",
                        options.clientId().orElseThrow(),
                        topic,
                        message,
                        failure.getClass().getName(),
                        String.valueOf(failure.getMessage()))
                .toMessage(IDS.next());
        backend.storeMessage(
                options.namespace().orElse("default"), letter.topics().get(0), letter);
    }

    private static List<Mutant> turns() {
        return List.of(
                Mutant.shared(
                                "DUR-07",
                                "takes turns per topic only",
                                "how many messages",
                                () -> correct -> otherClients(correct, (topic, client) -> client + "\n" + topic))
                        .perhapsBreaking("it knows its clients by other names", "SUB-14"),
                Mutant.shared("DUR-07", "takes turns per instance only", "how many messages", () -> {
                            Map<String, MessagingBackend> owners = new ConcurrentHashMap<>();
                            return correct -> otherClients(
                                    correct,
                                    (topic, client) -> owners.computeIfAbsent(client + "\n" + topic, c -> correct)
                                                    == owners.computeIfAbsent(client, c -> correct)
                                            ? client
                                            : client + "\n" + topic);
                        })
                        .perhapsBreaking("it knows its clients by other names", "SUB-14"));
    }

    private interface Naming {
        String name(String topic, String client);
    }

    /** Knows its clients by other names. */
    private static Delegate otherClients(MessagingBackend correct, Naming naming) {
        return Faults.reads(
                new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        if (options == null || !options.isDurable()) {
                            return super.subscribe(topic, handler, options);
                        }
                        SubscriptionOptions other = SubscriptionOptions.durable(
                                        naming.name(topic, options.clientId().get()))
                                .maxAttempts(options.maxAttempts())
                                .retryBackoff(options.retryBackoff());
                        return new Faults.Sub(super.subscribe(
                                topic,
                                handler,
                                options.namespace().map(other::namespace).orElse(other))) {
                            @Override
                            public SubscriptionOptions options() {
                                return options;
                            }
                        };
                    }

                    @Override
                    public void unsubscribe(String topic, String clientId) {
                        boolean valid = topic != null && clientId != null && !clientId.isBlank();
                        super.unsubscribe(topic, valid ? naming.name(topic, clientId) : clientId);
                    }

                    @Override
                    public List<io.messaging.backend.Subscriber> loadSubscribers(String namespace) {
                        return super.loadSubscribers(namespace).stream()
                                .map(s -> new io.messaging.backend.Subscriber(
                                        s.topic(),
                                        s.clientId() == null
                                                ? null
                                                : s.clientId().split("\n")[0],
                                        s.namespace(),
                                        s.connected()))
                                .toList();
                    }
                },
                message -> message.format().equals(DeadLetter.FORMAT)
                        ? withPayload(
                                message,
                                "client_id",
                                value -> String.valueOf(value).split("\n")[0])
                        : message);
    }

    private static List<Mutant> sideBySide() {
        return List.of(
                Mutant.of(
                        "DUR-08",
                        "unsubscribing a client ends plain subscriptions too",
                        "ends that client's subscription only",
                        correct -> new Delegate(correct) {
                            @Override
                            public void unsubscribe(String topic, String clientId) {
                                boolean known = topic != null
                                        && correct.durableClients().list().stream()
                                                .anyMatch(c -> c.topic().equals(topic)
                                                        && c.clientId().equals(clientId));
                                super.unsubscribe(topic, clientId);
                                if (known) {
                                    super.unsubscribe(topic);
                                }
                            }
                        }),
                Mutant.of(
                                "DUR-08",
                                "unsubscribing a topic leaves durable subscriptions in force",
                                "ends all subscriptions to it",
                                correct -> new Delegate(correct) {
                                    private final Map<String, List<Subscription>> plain = new ConcurrentHashMap<>();

                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        Subscription right = super.subscribe(topic, handler, options);
                                        if (!options.isDurable()) {
                                            plain.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>())
                                                    .add(right);
                                        }
                                        return right;
                                    }

                                    @Override
                                    public void unsubscribe(String topic) {
                                        super.unsubscribe(topic + " of nobody");
                                        if (topic == null
                                                || topic.isBlank()
                                                || topic.endsWith("\ude80")
                                                || topic.endsWith("\ud83d")) {
                                            super.unsubscribe(topic);
                                        } else {
                                            plain.getOrDefault(topic, List.of()).forEach(Subscription::close);
                                        }
                                    }
                                })
                        .alsoBreaking("one of its ways to leave is this one", "DUR-02"),
                Mutant.of(
                        "DUR-08",
                        "gives a plain subscription the backlog beside a durable one",
                        "extra",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            List<Message> old = new ArrayList<>(correct.getMessagesForTopic(topic));
                            boolean[] first = {old.size() == 5};
                            return message -> {
                                boolean durable = first[0]
                                        && correct.durableClients().list().stream()
                                                .anyMatch(c -> c.topic().equals(topic) && c.connected());
                                first[0] = false;
                                if (durable) {
                                    for (Message one : old) {
                                        handler.onMessage(one);
                                    }
                                }
                                handler.onMessage(message);
                            };
                        })),
                Mutant.shared(
                        "DUR-09",
                        "counts the message in hand as handled when the connection breaks, and one more",
                        "what the client receives",
                        () -> new CutFault(
                                (cuts, seen, handler, message) -> {
                                    if (!seen[0] && cuts.get() > 0) {
                                        seen[0] = true;
                                        return;
                                    }
                                    handler.onMessage(message);
                                },
                                true)),
                Mutant.shared(
                        "DUR-09",
                        "begins again from the start when the connection breaks",
                        "only the message that was being handled may come again",
                        () -> {
                            Map<MessageHandler, List<Message>> given = new ConcurrentHashMap<>();
                            return new CutFault(
                                    (cuts, seen, handler, message) -> {
                                        List<Message> all =
                                                given.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                                        if (!seen[0] && cuts.get() > 0) {
                                            seen[0] = true;
                                            for (Message again : all) {
                                                handler.onMessage(again);
                                            }
                                        }
                                        all.add(message);
                                        handler.onMessage(message);
                                    },
                                    true);
                        }));
    }

    interface AfterCut {
        void deliver(AtomicInteger cuts, boolean[] seen, MessageHandler handler, Message message) throws Exception;
    }

    /** Does something wrong with the first message after a cut. */
    record CutFault(AtomicInteger cuts, AfterCut afterCut, boolean ofDurable) implements Fault {
        CutFault(AfterCut afterCut, boolean ofDurable) {
            this(new AtomicInteger(), afterCut, ofDurable);
        }

        @Override
        public MessagingBackend open(MessagingBackend correct) {
            return Faults.handlers(correct, (topic, handler, options) -> {
                boolean[] seen = {false};
                return options.isDurable() != ofDurable
                        ? handler
                        : message -> afterCut.deliver(cuts, seen, handler, message);
            });
        }

        @Override
        public void cut() {
            cuts.incrementAndGet();
        }
    }
}
