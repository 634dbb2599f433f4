package io.messaging.selftest;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Durable clients that something goes wrong for now and then: RD-25, DUR-02 to DUR-08. */
final class UnluckyClientMutants {
    private UnluckyClientMutants() {}

    static List<Mutant> all() {
        List<Mutant> all = new ArrayList<>();
        all.addAll(positions());
        all.addAll(letters());
        all.addAll(claims());
        return all;
    }

    private static String key(String topic, SubscriptionOptions options) {
        return options.clientId().orElseThrow() + "\n" + topic;
    }

    private static List<Mutant> positions() {
        return List.of(
                Mutant.shared("DUR-02", "who leaves before it has handled anything begins at now", "missing", () -> {
                    Set<String> left = ConcurrentHashMap.newKeySet();
                    return correct -> Faults.durableHandlers(
                            new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    AtomicBoolean handled = new AtomicBoolean();
                                    if (topic == null || handler == null || options == null || !options.isDurable()) {
                                        return super.subscribe(topic, handler, options);
                                    }
                                    return new Faults.Sub(super.subscribe(
                                            topic,
                                            message -> {
                                                handled.set(true);
                                                handler.onMessage(message);
                                            },
                                            options)) {
                                        @Override
                                        public void close() {
                                            super.close();
                                            if (!handled.get()) {
                                                left.add(key(topic, options));
                                            }
                                        }
                                    };
                                }
                            },
                            (topic, handler, options) -> {
                                boolean fromNow = left.remove(key(topic, options));
                                Set<Message> old = Set.copyOf(fromNow ? correct.getMessagesForTopic(topic) : List.of());
                                return message -> {
                                    if (!old.contains(message)) {
                                        handler.onMessage(message);
                                    }
                                };
                            });
                }),
                Mutant.shared("DUR-02", "a position is a number that expired messages shift", "missing", () -> {
                    Map<String, Set<Message>> handled = new ConcurrentHashMap<>();
                    return correct -> Faults.durableHandlers(correct, (topic, handler, options) -> {
                        Set<Message> own =
                                handled.computeIfAbsent(key(topic, options), k -> ConcurrentHashMap.newKeySet());
                        Set<Message> left = Set.copyOf(correct.getMessagesForTopic(topic));
                        AtomicInteger skip = new AtomicInteger((int)
                                own.stream().filter(m -> !left.contains(m)).count());
                        return message -> {
                            if (skip.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
                                handler.onMessage(message);
                                own.add(message);
                            }
                        };
                    });
                }),
                Mutant.shared("RD-25", "gives who comes back what has expired meanwhile", "delivered to nobody", () -> {
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
                                Set<Message> before = given.get(key(topic, options));
                                Set<Message> own =
                                        given.computeIfAbsent(key(topic, options), k -> ConcurrentHashMap.newKeySet());
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
                }));
    }

    /** Shows one dead letter of those that its key makes one. */
    private static Mutant oneLetter(String name, java.util.function.Function<DeadLetter, Object> key) {
        return Mutant.of(
                "DUR-05",
                name,
                "dead letter",
                correct -> Changes.topic(correct, (backend, topic, right) -> {
                    Map<Object, Message> first = new java.util.LinkedHashMap<>();
                    for (Message message : right) {
                        boolean letter = message.format().equals(DeadLetter.FORMAT);
                        first.putIfAbsent(letter ? key.apply(DeadLetter.fromMessage(message)) : message.id(), message);
                    }
                    return List.copyOf(first.values());
                }));
    }

    private static List<Mutant> letters() {
        return List.of(
                oneLetter(
                        "makes one dead letter of a message that two clients fail on",
                        letter -> List.of(
                                letter.originalTopic(), letter.original().id())),
                oneLetter(
                        "makes one dead letter of a message that fails in two topics",
                        letter -> List.of(letter.clientId(), letter.original().id())));
    }

    private static List<Mutant> claims() {
        return List.of(
                Mutant.shared("DUR-04", "closing what was taken over ends the newer claim", "receives", () -> {
                    Map<String, Subscription> last = new ConcurrentHashMap<>();
                    return correct -> new Delegate(correct) {
                        @Override
                        public Subscription subscribe(
                                String topic, MessageHandler handler, SubscriptionOptions options) {
                            Subscription subscription = super.subscribe(topic, handler, options);
                            if (!options.isDurable()) {
                                return subscription;
                            }
                            last.put(key(topic, options), subscription);
                            return new Faults.Sub(subscription) {
                                @Override
                                public void close() {
                                    super.close();
                                    last.get(key(topic, options)).close();
                                }
                            };
                        }
                    };
                }),
                Mutant.shared(
                        "DUR-07",
                        "never gives back the turn of a handler that closes its subscription",
                        "receives",
                        () -> {
                            Map<String, String> stuck = new ConcurrentHashMap<>();
                            ThreadLocal<String> current = new ThreadLocal<>();
                            return correct ->
                                    new Delegate(Faults.durableHandlers(
                                            correct, (topic, handler, options) -> message -> {
                                                String client =
                                                        options.clientId().orElseThrow();
                                                if (!topic.equals(stuck.getOrDefault(client, topic))) {
                                                    return;
                                                }
                                                current.set(client + "\n" + topic);
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
                                                    if (options.isDurable()
                                                            && key(topic, options)
                                                                    .equals(current.get())) {
                                                        stuck.put(
                                                                options.clientId()
                                                                        .orElseThrow(),
                                                                topic);
                                                    }
                                                    super.close();
                                                }
                                            };
                                        }
                                    };
                        }),
                Mutant.shared("DUR-08", "unsubscribing a client ends it in all topics", "in that topic only", () -> {
                    return correct -> {
                        Map<String, List<Subscription>> byClient = new ConcurrentHashMap<>();
                        return new Delegate(correct) {
                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                Subscription subscription = super.subscribe(topic, handler, options);
                                options.clientId()
                                        .ifPresent(client -> byClient.computeIfAbsent(
                                                        client, c -> new CopyOnWriteArrayList<>())
                                                .add(subscription));
                                return subscription;
                            }

                            @Override
                            public void unsubscribe(String topic, String clientId) {
                                super.unsubscribe(topic, clientId);
                                byClient.getOrDefault(clientId, List.of()).forEach(Subscription::close);
                            }
                        };
                    };
                }));
    }
}
