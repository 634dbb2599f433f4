package io.messaging.selftest;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Reads in the wrong order, or from the wrong place: RD-03 to RD-11, RD-14. */
final class OrderMutants {
    private static final Comparator<Message> BY_TIME = Comparator.comparingLong(m -> m.id().chronologicalKey());

    private OrderMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(order());
        all.addAll(since());
        all.addAll(next());
        all.addAll(skewed());
        all.addAll(byId());
        return all;
    }

    private static UnaryOperator<List<Message>> sortedBy(Comparator<Message> order) {
        return list -> list.stream().sorted(order).toList();
    }

    private static List<Mutant> order() {
        return List.of(
                Mutant.of(
                        "RD-03",
                        "compares ids signed",
                        "another order",
                        correct -> Faults.sorts(correct, sortedBy(Comparator.comparingLong(m -> m.id().bits())))),
                Mutant.of(
                        "RD-03",
                        "orders by time alone",
                        "another order",
                        correct -> Faults.sorts(correct, sortedBy(BY_TIME))),
                Mutant.of(
                        "RD-03",
                        "puts the least urgent first",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                sortedBy(Comparator.comparing(
                                                (Message m) -> -m.priority().number())
                                        .thenComparing(BY_TIME)))),
                Mutant.of(
                                "RD-03",
                                "orders ids as text",
                                "another order",
                                correct ->
                                        Faults.sorts(correct, sortedBy(Comparator.comparing(m -> m.id().toString()))))
                        .alsoBreaking("ids of ten years have more or less digits", "RD-11"),
                Mutant.of(
                        "RD-03",
                        "knows two priorities only",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number() >= 4)
                                        .thenComparing(BY_TIME)))),
                Mutant.of(
                        "RD-03", "orders since by time", "getMessagesForTopicSince", correct -> new Delegate(correct) {
                            @Override
                            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                return sortedBy(BY_TIME).apply(super.getMessagesForTopicSince(topic, since));
                            }
                        }),
                Mutant.shared("RD-04", "answers in the order of storing", "another order", () -> {
                            Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                            return correct -> Faults.sorts(
                                    noting(correct, arrivals),
                                    sortedBy(Comparator.comparing(
                                                    (Message m) -> m.priority().number())
                                            .thenComparing(m -> arrivals.getOrDefault(m, 0))));
                        })
                        .alsoBreaking(
                                "their messages are stored in another order than that of their ids too",
                                "RD-05",
                                "RD-11"),
                Mutant.shared("RD-04", "next looks at the neighbour in the order of storing", "a loop over", () -> {
                            Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                            return correct -> new Delegate(noting(correct, arrivals)) {
                                @Override
                                public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                    Optional<Message> next = super.getNextMessageForTopicSince(topic, since);
                                    List<Message> all = super.getMessagesForTopic(topic);
                                    Optional<Integer> own = all.stream()
                                            .filter(m -> m.id().equals(since))
                                            .findFirst()
                                            .map(m -> arrivals.getOrDefault(m, 0));
                                    return own.isEmpty()
                                            ? next
                                            : all.stream()
                                                    .filter(m -> arrivals.getOrDefault(m, 0) > own.get())
                                                    .min(Comparator.comparing(m -> arrivals.getOrDefault(m, 0)));
                                }
                            };
                        })
                        .alsoBreaking("it stores in another order, too", "RD-09")
                        .alsoBreaking(
                                "their messages are stored in another order than that of their ids too",
                                "RD-11",
                                "RD-10",
                                "RD-25"),
                Mutant.shared("RD-05", "sorts by the millisecond", "another order", () -> {
                    Map<Message, Integer> arrivals = new ConcurrentHashMap<>();
                    return correct -> Faults.sorts(
                            noting(correct, arrivals),
                            sortedBy(Comparator.comparing(
                                            (Message m) -> m.priority().number())
                                    .thenComparing(Message::timestampMillis)
                                    .thenComparing(m -> arrivals.getOrDefault(m, 0))));
                }),
                Mutant.of(
                        "RD-05",
                        "puts the sequence before the machine",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> m.id().sequence())
                                        .thenComparing(m -> m.id().machine())))),
                Mutant.of(
                        "RD-05",
                        "compares ids as doubles",
                        "another order",
                        correct -> Faults.sorts(correct, list -> {
                            List<Message> shuffled = new ArrayList<>(list);
                            Collections.reverse(shuffled);
                            return sortedBy(Comparator.comparingDouble(
                                            m -> m.id().toBigInteger().doubleValue()))
                                    .apply(shuffled);
                        })),
                Mutant.of(
                        "RD-05",
                        "knows 256 machines only",
                        "another order",
                        correct -> Faults.sorts(
                                correct,
                                sortedBy(Comparator.comparing(
                                                (Message m) -> m.priority().number())
                                        .thenComparing(Message::timestampMillis)
                                        .thenComparing(m -> m.id().machine() & 255)
                                        .thenComparing(m -> m.id().sequence())))));
    }

    /** Remembers in which order messages were stored first. */
    private static Delegate noting(io.messaging.backend.MessagingBackend correct, Map<Message, Integer> arrivals) {
        return Faults.stores(correct, (backend, namespace, topic, message) -> {
            backend.storeMessage(namespace, topic, message);
            synchronized (arrivals) {
                arrivals.putIfAbsent(message, arrivals.size() + 1);
            }
        });
    }

    /** Its since answers what a comparison says. */
    private static Mutant since(String rule, String name, String telling, BiPredicate<Message, GemstoneId> isLater) {
        return Mutant.of(rule, name, telling, correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                List<Message> right = super.getMessagesForTopicSince(topic, since);
                return since.bits() == 0
                        ? right
                        : super.getMessagesForTopic(topic).stream()
                                .filter(m -> isLater.test(m, since))
                                .toList();
            }
        });
    }

    private static List<Mutant> since() {
        return List.of(
                since(
                                "RD-06",
                                "includes the id it is given",
                                "extra (1)",
                                (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() || m.id().equals(id))
                        .alsoBreaking("they ask for what is later, too", "RD-04", "RD-07", "RD-08", "RD-11"),
                Mutant.of("RD-06", "has nothing since 0", "since(0)", correct -> new Delegate(correct) {
                    @Override
                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                        List<Message> right = super.getMessagesForTopicSince(topic, since);
                        return since.bits() == 0 ? List.of() : right;
                    }
                }),
                Mutant.of(
                                "RD-06",
                                "has nothing since an id it does not know",
                                "an id never stored",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                        List<Message> right = super.getMessagesForTopicSince(topic, since);
                                        return since.bits() == 0 || knows(super.getMessagesForTopic(topic), since)
                                                ? right
                                                : List.of();
                                    }
                                })
                        .alsoBreaking("it asks for ids that were never stored too", "RD-08"),
                Mutant.of(
                                "RD-06",
                                "starts from the beginning for an id it does not know",
                                "an id never stored",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                        super.getMessagesForTopicSince(topic, since);
                                        List<Message> all = super.getMessagesForTopic(topic);
                                        return knows(all, since) ? super.getMessagesForTopicSince(topic, since) : all;
                                    }
                                })
                        .alsoBreaking("it asks for ids that were never stored too", "RD-08"),
                Mutant.of(
                                "RD-06",
                                "throws for an id it does not know",
                                "NoSuchElementException",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                                        List<Message> right = super.getMessagesForTopicSince(topic, since);
                                        List<Message> all = super.getMessagesForTopic(topic);
                                        if (since.bits() != 0 && !all.isEmpty() && !knows(all, since)) {
                                            throw new NoSuchElementException("no message " + since);
                                        }
                                        return right;
                                    }
                                })
                        .alsoBreaking("it asks for ids that were never stored too", "RD-08"),
                Mutant.of("RD-06", "next includes the id it is given", "next(", correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                                return right.isEmpty()
                                        ? right
                                        : super.getMessagesForTopic(topic).stream()
                                                .filter(m -> m.id().equals(since))
                                                .findFirst()
                                                .or(() -> right);
                            }
                        })
                        .alsoBreaking(
                                "a loop over next never gets on",
                                "RD-04",
                                "RD-07",
                                "RD-09",
                                "RD-10",
                                "RD-11",
                                "RD-12",
                                "RD-22",
                                "RD-23",
                                "RD-24",
                                "RD-25",
                                "RD-26",
                                "CON-03"),
                Mutant.of(
                                "RD-06",
                                "next of an id it does not know is nothing",
                                "next(",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Optional<Message> getNextMessageForTopicSince(
                                            String topic, GemstoneId since) {
                                        Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                                        return since.bits() == 0 || knows(super.getMessagesForTopic(topic), since)
                                                ? right
                                                : Optional.empty();
                                    }
                                })
                        .alsoBreaking("it asks for ids that were never stored too", "RD-09"),
                Mutant.of("RD-06", "next of 0 is nothing", "next(0)", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                        return since.bits() == 0 ? Optional.empty() : right;
                    }
                }),
                since(
                                "RD-07",
                                "goes by the timestamp alone",
                                "missing",
                                (m, id) -> m.timestampMillis() > id.epochMillis())
                        .alsoBreaking("all of its ids are of one millisecond", "RD-08"),
                since(
                                "RD-07",
                                "forgets the machine",
                                "with later ones of the same millisecond",
                                (m, id) -> m.timestampMillis() > id.epochMillis()
                                        || m.timestampMillis() == id.epochMillis() && m.id().sequence() > id.sequence())
                        .alsoBreaking("all of its ids are of one millisecond", "RD-08"),
                since(
                                "RD-07",
                                "repeats earlier ones of the same millisecond",
                                "extra",
                                (m, id) -> m.timestampMillis() >= id.epochMillis() && !m.id().equals(id))
                        .alsoBreaking("a twin of another priority is of the same millisecond", "RD-08"),
                Mutant.of("RD-07", "next goes by the timestamp alone", "next(", correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                                return since.bits() == 0
                                        ? right
                                        : super.getMessagesForTopic(topic).stream()
                                                .filter(m -> m.timestampMillis() > since.epochMillis())
                                                .min(BY_TIME);
                            }
                        })
                        .alsoBreaking("messages of one millisecond hide each other", "RD-09"),
                since("RD-08", "compares whole ids", "missing", (m, id) -> m.id().compareTo(id) > 0),
                since("RD-08", "compares whole ids signed", "since(", (m, id) -> m.id().bits() > id.bits()),
                since(
                        "RD-08",
                        "keeps to the priority of the id it is given",
                        "missing",
                        (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() && m.priority() == id.priority()),
                since(
                        "RD-08",
                        "loses what is less urgent than the id it is given",
                        "missing",
                        (m, id) -> m.id().chronologicalKey() > id.chronologicalKey()
                                && m.priority().number() <= id.priority().number()),
                Mutant.of("RD-08", "remembers the time per priority", "extra", correct -> new Delegate(correct) {
                    @Override
                    public List<Message> getMessagesForTopicSince(String topic, GemstoneId since) {
                        List<Message> right = super.getMessagesForTopicSince(topic, since);
                        return since.bits() == 0
                                ? right
                                : super.getMessagesForTopic(topic).stream()
                                        .filter(m -> m.priority().number()
                                                        > since.priority().number()
                                                || m.id().chronologicalKey() > since.chronologicalKey())
                                        .toList();
                    }
                }));
    }

    private static boolean knows(List<Message> messages, GemstoneId id) {
        return messages.stream().anyMatch(message -> message.id().equals(id));
    }

    private static List<Mutant> next() {
        return List.of(
                Mutant.of(
                        "RD-09",
                        "next is the first in id order of what is later",
                        "missing",
                        correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                super.getNextMessageForTopicSince(topic, since);
                                return super.getMessagesForTopicSince(topic, since).stream()
                                        .findFirst();
                            }
                        }),
                Mutant.of("RD-09", "next is the next in id order", "another order", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        super.getNextMessageForTopicSince(topic, since);
                        return super.getMessagesForTopic(topic).stream()
                                .filter(m -> m.id().compareTo(since) > 0)
                                .findFirst();
                    }
                }),
                Mutant.of(
                        "RD-09",
                        "next skips twins of another priority",
                        "missing (7)",
                        correct -> new Delegate(correct) {
                            @Override
                            public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                                super.getNextMessageForTopicSince(topic, since);
                                return super.getMessagesForTopicSince(topic, since).stream()
                                        .min(BY_TIME);
                            }
                        }),
                Mutant.of("RD-09", "next keeps to one priority", "missing", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                        return since.bits() == 0
                                ? right
                                : super.getMessagesForTopicSince(topic, since).stream()
                                        .filter(m -> m.priority() == since.priority())
                                        .min(BY_TIME);
                    }
                }),
                Mutant.of(
                                "RD-10",
                                "next throws at the end",
                                "NoSuchElementException",
                                correct -> new Delegate(correct) {
                                    @Override
                                    public Optional<Message> getNextMessageForTopicSince(
                                            String topic, GemstoneId since) {
                                        Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                                        if (right.isEmpty()
                                                && !super.getMessagesForTopic(topic)
                                                        .isEmpty()) {
                                            throw new NoSuchElementException("no next message");
                                        }
                                        return right;
                                    }
                                })
                        .alsoBreaking("it looks at the end too", "RD-25")
                        .alsoBreaking("its handler looks at the end", "SUB-07"),
                Mutant.of("RD-10", "next begins again at the end", "is empty", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        return super.getNextMessageForTopicSince(topic, since)
                                .or(() -> super.getNextMessageForTopicSince(topic, GemstoneId.ZERO));
                    }
                }),
                Mutant.of("RD-10", "next repeats the last at the end", "is empty", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        return super.getNextMessageForTopicSince(topic, since)
                                .or(() -> super.getMessagesForTopic(topic).stream()
                                        .max(BY_TIME));
                    }
                }),
                Mutant.of("RD-10", "next is null at the end", "is an Optional", correct -> new Delegate(correct) {
                    @Override
                    public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                        Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                        return right.isEmpty()
                                        && !super.getMessagesForTopic(topic).isEmpty()
                                ? null
                                : right;
                    }
                }),
                Mutant.shared("RD-10", "remembers that a topic was at its end", "after one more was stored", () -> {
                    Map<String, GemstoneId> ends = new HashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Optional<Message> getNextMessageForTopicSince(String topic, GemstoneId since) {
                            Optional<Message> right = super.getNextMessageForTopicSince(topic, since);
                            synchronized (ends) {
                                if (right.isEmpty() && knows(super.getMessagesForTopic(topic), since)) {
                                    ends.put(topic, since);
                                }
                                return since.equals(ends.get(topic)) ? Optional.empty() : right;
                            }
                        }
                    };
                }));
    }

    private static List<Mutant> skewed() {
        long year = 365L * 86_400_000;
        return List.of(
                Mutant.of(
                                "RD-11",
                                "refuses ids of the future",
                                "in the future",
                                correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                    if (message != null
                                            && message.timestampMillis() > System.currentTimeMillis() + 3_600_000) {
                                        throw new io.messaging.backend.RejectedMessageException("an id in the future");
                                    }
                                    backend.storeMessage(namespace, topic, message);
                                }))
                        .alsoBreaking("it has an id of the future", "SUB-01"),
                Mutant.of(
                        "RD-11",
                        "shows no message of the future",
                        "missing",
                        correct -> Faults.sorts(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.timestampMillis() < System.currentTimeMillis() + 30_000)
                                        .toList())),
                Mutant.of(
                        "RD-11",
                        "drops what is more than half a year old",
                        "missing",
                        correct -> Faults.sorts(
                                correct,
                                list -> list.stream()
                                        .filter(m -> m.timestampMillis() > System.currentTimeMillis() - year / 2)
                                        .toList())),
                Mutant.of(
                        "RD-11",
                        "orders what comes from the future as if it came now",
                        "another order",
                        correct -> Faults.sorts(correct, list -> {
                            long soon = System.currentTimeMillis() + 10_000;
                            return list.stream()
                                    .sorted(Comparator.comparing(
                                                    (Message m) -> m.priority().number())
                                            .thenComparing(m -> Math.min(m.timestampMillis(), soon))
                                            .thenComparing(m -> m.timestampMillis() > soon
                                                    ? -m.id().chronologicalKey()
                                                    : m.id().chronologicalKey()))
                                    .toList();
                        })));
    }

    private static List<Mutant> byId() {
        return List.of(
                byId(
                        "answers by id in id order",
                        list -> list.stream()
                                .sorted(Comparator.comparing(Message::id))
                                .toList()),
                byId("answers by id backwards", list -> {
                    List<Message> backwards = new ArrayList<>(list);
                    Collections.reverse(backwards);
                    return backwards;
                }),
                byId("answers by id in the order of time", sortedBy(BY_TIME)),
                byId(
                        "answers by id as a hash map has it",
                        list -> list.stream()
                                .sorted(Comparator.comparing(m -> m.id().hashCode()))
                                .toList()));
    }

    private static Mutant byId(String name, UnaryOperator<List<Message>> change) {
        return Mutant.of("RD-14", name, "another order", correct -> new Delegate(correct) {
            @Override
            public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                return change.apply(super.getMessagesById(namespace, ids));
            }
        });
    }
}
