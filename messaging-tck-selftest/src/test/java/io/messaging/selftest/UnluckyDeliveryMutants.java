package io.messaging.selftest;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Deliveries that go wrong in one place only: RD-17, RD-25, SUB-02 to SUB-14, CON-03, LIFE-03. */
final class UnluckyDeliveryMutants {
    private UnluckyDeliveryMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(receivers());
        all.addAll(failures());
        all.addAll(inHandlers());
        all.addAll(ends());
        all.addAll(blocked());
        all.addAll(leaks());
        return all;
    }

    private static List<Mutant> receivers() {
        return List.of(
                Mutant.shared("RD-17", "gives a handler a message once, though two topics have it", "receives", () -> {
                    Map<MessageHandler, Map<Message, String>> given = new ConcurrentHashMap<>();
                    return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                        String first = given.computeIfAbsent(handler, h -> new ConcurrentHashMap<>())
                                .putIfAbsent(message, topic);
                        if (first == null || first.equals(topic)) {
                            handler.onMessage(message);
                        }
                    });
                }),
                Mutant.shared("SUB-02", "has room for sixteen subscriptions to a topic", "missing", () -> {
                    Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
                    return correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                        AtomicInteger count = counts.computeIfAbsent(topic, t -> new AtomicInteger());
                        boolean tooMany = count.incrementAndGet() > 16;
                        return message -> {
                            if (!tooMany) {
                                handler.onMessage(message);
                            }
                        };
                    });
                }),
                Mutant.of(
                        "RD-25",
                        "a subscription goes on by a number that expired messages shift",
                        "receives message",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            int[] position = {correct.getMessagesForTopic(topic).size()};
                            return message -> {
                                boolean lost =
                                        correct.getMessagesForTopic(topic).size() <= position[0]++;
                                if (!lost) {
                                    handler.onMessage(message);
                                }
                            };
                        })),
                Mutant.of(
                        "SUB-14",
                        "shows topics quoted where their names are odd",
                        "shows topics",
                        correct -> new Delegate(correct) {
                            @Override
                            public List<Subscriber> loadSubscribers(String namespace) {
                                return super.loadSubscribers(namespace).stream()
                                        .map(s -> new Subscriber(
                                                s.topic().replace("\"", "\\\""),
                                                s.clientId(),
                                                s.namespace(),
                                                s.connected()))
                                        .toList();
                            }
                        }));
    }

    /** A failure of one kind ends the subscription. */
    private static Mutant endedBy(String name, Predicate<Throwable> deadly) {
        return Mutant.of(
                "SUB-06",
                name,
                "receives",
                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                    AtomicBoolean ended = new AtomicBoolean();
                    return message -> {
                        if (!ended.get()) {
                            try {
                                handler.onMessage(message);
                            } catch (Throwable failure) {
                                ended.set(deadly.test(failure));
                                throw failure;
                            }
                        }
                    };
                }));
    }

    private static boolean cannotBeTold(Throwable failure) {
        try {
            return failure.toString() == null;
        } catch (RuntimeException stumbled) {
            return true;
        }
    }

    private static List<Mutant> failures() {
        return List.of(
                endedBy(
                        "takes what a handler throws for its own end",
                        failure -> failure instanceof BackendClosedException),
                endedBy(
                        "takes what a handler throws for a broken connection",
                        failure -> failure instanceof io.messaging.backend.MessagingConnectionException),
                endedBy("stumbles over a failure that cannot be told", UnluckyDeliveryMutants::cannotBeTold),
                endedBy("stumbles over a failure without a message", failure -> {
                    try {
                        return failure.getMessage() == null;
                    } catch (RuntimeException odd) {
                        return false;
                    }
                }),
                endedBy(
                        "a failure that is neither exception nor error ends the subscription",
                        failure -> !(failure instanceof Exception) && !(failure instanceof Error)));
    }

    /** Knows whether it is called by a handler. */
    private static Mutant inHandler(
            String rule, String name, String telling, ThreadLocal<Boolean> handling, Fault fault) {
        return Mutant.of(
                rule,
                name,
                telling,
                correct -> fault.open(Changes.deliveries(correct, (topic, handler, message) -> {
                    handling.set(true);
                    try {
                        handler.onMessage(message);
                    } finally {
                        handling.remove();
                    }
                })));
    }

    private static List<Mutant> inHandlers() {
        ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
        return List.of(
                inHandler(
                        "SUB-07",
                        "another topic cannot be unsubscribed in a handler",
                        "can do its work",
                        handling,
                        correct -> new Delegate(correct) {
                            private final Map<String, Boolean> topics = new ConcurrentHashMap<>();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                ThreadLocal<String> current = CURRENT;
                                return super.subscribe(
                                        topic,
                                        handler == null
                                                ? null
                                                : message -> {
                                                    current.set(topic);
                                                    handler.onMessage(message);
                                                },
                                        options);
                            }

                            @Override
                            public void unsubscribe(String topic) {
                                if (handling.get() && topic != null && !topic.equals(CURRENT.get())) {
                                    throw new IllegalStateException("not in a handler");
                                }
                                super.unsubscribe(topic);
                            }
                        }),
                inHandler(
                        "SUB-07",
                        "a neighbour cannot be closed in a handler",
                        "can do its work",
                        handling,
                        correct -> new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return new Faults.Sub(super.subscribe(
                                        topic,
                                        handler == null
                                                ? null
                                                : message -> {
                                                    CURRENT.set(topic + System.identityHashCode(handler));
                                                    handler.onMessage(message);
                                                },
                                        options)) {
                                    @Override
                                    public void close() {
                                        if (handling.get()
                                                && !(topic + System.identityHashCode(handler)).equals(CURRENT.get())) {
                                            throw new IllegalStateException("not in a handler");
                                        }
                                        super.close();
                                    }
                                };
                            }
                        }),
                Mutant.of(
                        "SUB-09",
                        "goes on with what waits when another handler closes a subscription",
                        "receives",
                        correct -> {
                            ThreadLocal<MessageHandler> current = new ThreadLocal<>();
                            return new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    if (topic == null || handler == null || options == null || options.isDurable()) {
                                        return super.subscribe(topic, handler, options);
                                    }
                                    AtomicBoolean lax = new AtomicBoolean();
                                    List<Message> seen = new CopyOnWriteArrayList<>();
                                    Subscription subscription = super.subscribe(
                                            topic,
                                            message -> {
                                                current.set(handler);
                                                seen.add(message);
                                                try {
                                                    handler.onMessage(message);
                                                    if (lax.getAndSet(false)) {
                                                        for (Message late : correct.getMessagesForTopic(topic)) {
                                                            if (!seen.contains(late)) {
                                                                handler.onMessage(late);
                                                            }
                                                        }
                                                    }
                                                } finally {
                                                    current.remove();
                                                }
                                            },
                                            options);
                                    return new Faults.Sub(subscription) {
                                        @Override
                                        public void close() {
                                            lax.set(current.get() != null && current.get() != handler);
                                            super.close();
                                        }
                                    };
                                }
                            };
                        }));
    }

    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private static List<Mutant> ends() {
        return List.of(
                Mutant.shared(
                        "SUB-10",
                        "closing a closed subscription ends what its handler began later",
                        "the later subscription goes on",
                        () -> {
                            Map<String, Subscription> last = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription subscription = super.subscribe(topic, handler, options);
                                    String key = topic + System.identityHashCode(handler);
                                    if (!options.isDurable()) {
                                        last.put(key, subscription);
                                    }
                                    return new Faults.Sub(subscription) {
                                        @Override
                                        public void close() {
                                            if (!super.isActive() && last.containsKey(key)) {
                                                last.get(key).close();
                                            }
                                            super.close();
                                        }
                                    };
                                }
                            };
                        }),
                Mutant.shared(
                        "CON-03",
                        "the instance that was opened first ends all others' subscriptions",
                        "receives",
                        () -> {
                            List<MessagingBackend> instances = new CopyOnWriteArrayList<>();
                            List<Subscription> all = new CopyOnWriteArrayList<>();
                            return correct -> {
                                instances.add(correct);
                                return new Delegate(correct) {
                                    @Override
                                    public Subscription subscribe(
                                            String topic, MessageHandler handler, SubscriptionOptions options) {
                                        Subscription subscription = super.subscribe(topic, handler, options);
                                        if (instances.get(0) != correct) {
                                            all.add(subscription);
                                        }
                                        return subscription;
                                    }

                                    @Override
                                    public void close() {
                                        super.close();
                                        if (instances.get(0) == correct) {
                                            all.forEach(Subscription::close);
                                        }
                                    }
                                };
                            };
                        }));
    }

    private static List<Mutant> blocked() {
        return List.of(
                Mutant.shared("SUB-12", "has a hundred threads for all handlers", "handlers can be blocked", () -> {
                    Semaphore threads = new Semaphore(100);
                    return correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                        threads.acquire();
                        try {
                            handler.onMessage(message);
                        } finally {
                            threads.release();
                        }
                    });
                }),
                Mutant.shared(
                        "SUB-12",
                        "takes no subscriber to a topic while a handler of it runs",
                        "can be subscribed",
                        () -> {
                            Map<String, Semaphore> turns = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.plainHandlers(correct, (topic, handler, options) -> {
                                        Semaphore turn = turns.computeIfAbsent(topic, t -> new Semaphore(1_000));
                                        ThreadLocal<Boolean> own = OWN;
                                        return message -> {
                                            turn.acquire();
                                            own.set(true);
                                            try {
                                                handler.onMessage(message);
                                            } finally {
                                                own.remove();
                                                turn.release();
                                            }
                                        };
                                    })) {
                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            Semaphore turn = topic == null ? null : turns.get(topic);
                                            boolean waits = turn != null && OWN.get() == null && !options.isDurable();
                                            if (waits) {
                                                turn.acquireUninterruptibly(1_000);
                                            }
                                            try {
                                                return super.subscribe(topic, handler, options);
                                            } finally {
                                                if (waits) {
                                                    turn.release(1_000);
                                                }
                                            }
                                        }
                                    };
                        }));
    }

    private static final ThreadLocal<Boolean> OWN = new ThreadLocal<>();

    private static List<Mutant> leaks() {
        return List.of(
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when it refuses a message",
                        "no thread is left",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException refused) {
                                LifetimeMutants.thread("selftest-refuser");
                                throw refused;
                            }
                        })),
                Mutant.shared(
                        "LIFE-03", "keeps a handler that closed its own subscription", "closed in its handler", () -> {
                            List<MessageHandler> kept = new CopyOnWriteArrayList<>();
                            ThreadLocal<MessageHandler> current = new ThreadLocal<>();
                            return correct ->
                                    new Delegate(Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                        current.set(handler);
                                        try {
                                            handler.onMessage(message);
                                        } finally {
                                            current.remove();
                                        }
                                    })) {
                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            return new Faults.Sub(super.subscribe(topic, handler, options)) {
                                                @Override
                                                public void close() {
                                                    if (current.get() != null) {
                                                        kept.add(current.get());
                                                    }
                                                    super.close();
                                                }
                                            };
                                        }
                                    };
                        }),
                Mutant.shared("LIFE-03", "keeps a handler that has failed", "failed", () -> {
                    Set<MessageHandler> kept = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                        try {
                            handler.onMessage(message);
                        } catch (Exception failure) {
                            kept.add(handler);
                            throw failure;
                        }
                    });
                }));
    }
}
