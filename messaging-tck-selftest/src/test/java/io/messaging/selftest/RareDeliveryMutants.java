package io.messaging.selftest;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscriber;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Deliveries that go wrong in rare circumstances only: odd ids, many failures, calls from handlers, names that look alike. */
final class RareDeliveryMutants {
    private static final int LARGE_BYTES = 65_536;

    private RareDeliveryMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(content());
        all.addAll(handlers());
        all.addAll(subscribers());
        all.addAll(load());
        all.addAll(durable());
        all.addAll(ends());
        return all;
    }

    private static List<Mutant> content() {
        return List.of(
                Mutant.of(
                        "SUB-01",
                        "delivers nothing from the far future",
                        "receives",
                        correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                            if (message.timestampMillis() < GemstoneId.MAX_MILLIS - 86_400_000) {
                                handler.onMessage(message);
                            }
                        })),
                Mutant.of(
                                "SUB-03",
                                "large messages are overtaken by the next one",
                                "another order",
                                correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                                    List<Message> held = new ArrayList<>();
                                    return message -> {
                                        if (message.jsonLength() > LARGE_BYTES
                                                && message.jsonLength() < 2 * LARGE_BYTES
                                                && held.isEmpty()) {
                                            held.add(message);
                                            return;
                                        }
                                        handler.onMessage(message);
                                        for (Message large : held) {
                                            handler.onMessage(large);
                                        }
                                        held.clear();
                                    };
                                }))
                        .alsoBreaking("a large message that is the last never comes", "RD-13", "RD-21"));
    }

    private static List<Mutant> handlers() {
        return List.of(
                Mutant.of(
                        "SUB-06",
                        "a hundred failures in a row end the subscription",
                        "missing",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            AtomicInteger failures = new AtomicInteger();
                            return message -> {
                                if (failures.get() >= 100) {
                                    return;
                                }
                                try {
                                    handler.onMessage(message);
                                    failures.set(0);
                                } catch (Throwable failure) {
                                    failures.incrementAndGet();
                                    throw failure;
                                }
                            };
                        })),
                Mutant.shared("SUB-07", "cannot be read by id from a handler", "IllegalStateException", () -> {
                    ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                    return correct -> Changes.byId(
                            marking(correct, handling), (backend, namespace, ids, right) -> refused(handling, right));
                }),
                Mutant.shared(
                        "SUB-07",
                        "cannot be asked for the next message from a handler",
                        "IllegalStateException",
                        () -> {
                            ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                            return correct -> Changes.next(
                                    marking(correct, handling),
                                    (backend, topic, since, right) -> refused(handling, right));
                        }),
                Mutant.shared("SUB-07", "gives who subscribes in a handler the message in hand", "extra", () -> {
                    ThreadLocal<Message> inHand = new ThreadLocal<>();
                    return correct ->
                            new Delegate(Changes.deliveries(correct, (topic, handler, message) -> {
                                inHand.set(message);
                                try {
                                    handler.onMessage(message);
                                } finally {
                                    inHand.remove();
                                }
                            })) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription subscription = super.subscribe(topic, handler, options);
                                    Message message = inHand.get();
                                    if (message != null
                                            && correct.getMessagesForTopic(topic)
                                                    .contains(message)) {
                                        Deliveries.deliver(handler, message);
                                    }
                                    return subscription;
                                }
                            };
                }));
    }

    private static Delegate marking(MessagingBackend correct, ThreadLocal<Boolean> handling) {
        return Changes.deliveries(correct, (topic, handler, message) -> {
            handling.set(true);
            try {
                handler.onMessage(message);
            } finally {
                handling.set(false);
            }
        });
    }

    private static <T> T refused(ThreadLocal<Boolean> handling, T right) {
        if (handling.get()) {
            throw new IllegalStateException("not from a handler");
        }
        return right;
    }

    private static List<Mutant> subscribers() {
        return List.of(
                Mutant.shared("SUB-11", "gives what waited for a closed subscription to the next one", "extra", () -> {
                    Map<MessageHandler, List<Message>> waiting = new ConcurrentHashMap<>();
                    Map<MessageHandler, Boolean> closed = new ConcurrentHashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            if (topic == null || handler == null || options == null || options.isDurable()) {
                                return super.subscribe(topic, handler, options);
                            }
                            boolean again = closed.remove(handler) != null;
                            List<Message> handled = waiting.computeIfAbsent(handler, h -> new CopyOnWriteArrayList<>());
                            // Those behind the one that is being handled.
                            List<Message> waited = new CopyOnWriteArrayList<>(
                                    again && handled.size() == 1 ? super.getMessagesForTopic(topic) : List.of());
                            waited.removeAll(handled);
                            Subscription subscription = super.subscribe(
                                    topic,
                                    message -> {
                                        handled.add(message);
                                        for (Message late : waited) {
                                            waited.remove(late);
                                            handler.onMessage(late);
                                        }
                                        handler.onMessage(message);
                                    },
                                    options);
                            return new Faults.Sub(subscription) {
                                @Override
                                public void close() {
                                    super.close();
                                    closed.put(handler, true);
                                }
                            };
                        }
                    };
                }),
                Mutant.shared("SUB-14", "forgets a topic when one of its subscribers leaves", "one of two", () -> {
                    Set<String> forgotten = ConcurrentHashMap.newKeySet();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            Subscription subscription = super.subscribe(topic, handler, options);
                            forgotten.remove(topic);
                            return new Faults.Sub(subscription) {
                                @Override
                                public void close() {
                                    super.close();
                                    if (!options().isDurable()) {
                                        forgotten.add(topic);
                                    }
                                }
                            };
                        }

                        @Override
                        public List<Subscriber> loadSubscribers(String namespace) {
                            return super.loadSubscribers(namespace).stream()
                                    .filter(s -> !forgotten.contains(s.topic()))
                                    .toList();
                        }
                    };
                }));
    }

    private static List<Mutant> load() {
        return List.of(
                Mutant.shared(
                        "CON-01",
                        "mixes up a payload in ten thousand when several store at once",
                        "these differ",
                        () -> {
                            AtomicInteger count = new AtomicInteger();
                            Map<String, Message> last = new ConcurrentHashMap<>();
                            return correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                                Message before = last.put(topic, message);
                                boolean mixes = before != null
                                        && count.incrementAndGet() % 10_000 == 5_000
                                        && before.payload() != null;
                                handler.onMessage(
                                        mixes
                                                ? message.toBuilder()
                                                        .payload(before.payload())
                                                        .build()
                                                : message);
                            });
                        }),
                Mutant.shared("CON-01", "since loses one message in ten thousand", "since the start", () -> {
                    AtomicInteger count = new AtomicInteger();
                    Set<Message> lost = ConcurrentHashMap.newKeySet();
                    return correct -> Changes.since(
                            Faults.stores(correct, (backend, namespace, topic, message) -> {
                                backend.storeMessage(namespace, topic, message);
                                if (count.incrementAndGet() % 12_600 == 12_599) {
                                    lost.add(message);
                                }
                            }),
                            (backend, topic, since, right) -> right.stream()
                                    .filter(m -> !lost.contains(m))
                                    .toList());
                }));
    }

    private static List<Mutant> durable() {
        return List.of(
                Mutant.of(
                        "DUR-01",
                        "gives a new client the newest thousand only",
                        "missing",
                        correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                            Set<Message> older = ConcurrentHashMap.newKeySet();
                            List<Message> all = correct.getMessagesForTopic(topic);
                            older.addAll(all.subList(0, Math.max(0, all.size() - 1_000)));
                            return message -> {
                                if (!older.contains(message)) {
                                    handler.onMessage(message);
                                }
                            };
                        })),
                joined(
                        "joins topic and client with a colon to find a position",
                        (topic, client) -> topic + ":" + client),
                joined("joins client and topic with a bar to find a position", (topic, client) -> client + "|" + topic),
                joined(
                        "takes no notice of capitals in a client's name",
                        (topic, client) -> topic + "\n" + client.toLowerCase(java.util.Locale.ROOT)),
                Mutant.shared(
                        "DUR-09",
                        "gives the message before once more when the connection breaks",
                        "only the message",
                        () -> {
                            Map<MessageHandler, Message> last = new ConcurrentHashMap<>();
                            return new DurableMutants.CutFault(
                                    (cuts, seen, handler, message) -> {
                                        if (!seen[0] && cuts.get() > 0) {
                                            seen[0] = true;
                                            handler.onMessage(last.get(handler));
                                        }
                                        handler.onMessage(message);
                                        if (cuts.get() == 0) {
                                            last.put(handler, message);
                                        }
                                    },
                                    true);
                        }));
    }

    /** Pairs of topic and client that give one text share a position. */
    private static Mutant joined(String name, java.util.function.BinaryOperator<String> join) {
        return Mutant.shared("DUR-04", name, "receives", () -> {
            Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
            Map<String, List<String>> first = new ConcurrentHashMap<>();
            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                String client = options.clientId().orElseThrow();
                String key = join.apply(topic, client);
                boolean own =
                        first.computeIfAbsent(key, k -> List.of(topic, client)).equals(List.of(topic, client));
                AtomicInteger position = handled.computeIfAbsent(key, k -> new AtomicInteger());
                AtomicInteger skip = new AtomicInteger(own ? 0 : position.get());
                return message -> {
                    if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                        handler.onMessage(message);
                        position.incrementAndGet();
                    }
                };
            });
        });
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.shared(
                        "LIFE-01", "goes on with what other instances store after a close", "after close()", () -> {
                            Deliveries deliveries = new Deliveries();
                            Set<MessageHandler> orphans = ConcurrentHashMap.newKeySet();
                            Map<MessageHandler, String> topics = new ConcurrentHashMap<>();
                            return correct ->
                                    new Delegate(Faults.stores(correct, (backend, namespace, topic, message) -> {
                                        boolean isNew = backend.getMessagesForTopic(topic).stream()
                                                .noneMatch(m -> m.id().equals(message.id()));
                                        backend.storeMessage(namespace, topic, message);
                                        if (isNew) {
                                            orphans.stream()
                                                    .filter(handler -> topic.equals(topics.get(handler)))
                                                    .forEach(handler -> Deliveries.deliver(handler, message));
                                        }
                                    })) {
                                        private final List<MessageHandler> own = new CopyOnWriteArrayList<>();

                                        @Override
                                        public Subscription subscribe(
                                                String topic, MessageHandler handler, SubscriptionOptions options) {
                                            Subscription subscription = super.subscribe(topic, handler, options);
                                            if (!options.isDurable()) {
                                                topics.put(handler, topic);
                                                own.add(handler);
                                                subscription.ended().thenAccept(end -> {
                                                    if (end.reason()
                                                            != io.messaging.backend.SubscriptionEnd.Reason
                                                                    .BACKEND_CLOSED) {
                                                        own.remove(handler);
                                                    }
                                                });
                                            }
                                            return subscription;
                                        }

                                        @Override
                                        public void close() {
                                            super.close();
                                            orphans.addAll(own);
                                        }
                                    };
                        }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when a handler fails",
                        "no thread is left",
                        correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                            try {
                                handler.onMessage(message);
                            } catch (IllegalStateException failure) {
                                LifetimeMutants.thread("selftest-replaced-worker");
                                throw failure;
                            }
                        })),
                Mutant.shared(
                        "LIFE-03", "keeps the handlers of durable subscriptions", "a handler can be collected", () -> {
                            List<MessageHandler> kept = new CopyOnWriteArrayList<>();
                            return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                                kept.add(handler);
                                return handler;
                            });
                        }));
    }
}
