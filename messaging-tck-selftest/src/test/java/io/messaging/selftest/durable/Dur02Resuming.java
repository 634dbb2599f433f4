package io.messaging.selftest.durable;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Does not resume at the client's position: DUR-02. */
final class Dur02Resuming {
    static final Mutant CLOSE_FORGETS_POSITION = Mutant.of(
                    "DUR-02", "forgets the position when a subscription is closed")
            .alsoBreaking("they come back after a close", "DUR-03 DUR-04 DUR-05")
            .alsoBreaking("who is forgotten is forgotten in all topics", "DUR-07")
            .perhapsBreaking("a client that is forgotten is not listed", "SUB-14")
            .fault("receives is", correct -> forgetting(correct, true, false));

    static final Mutant UNSUBSCRIBE_FORGETS_POSITION = Mutant.of(
                    "DUR-02", "forgets the position when a topic is unsubscribed")
            .alsoBreaking("it comes back after an unsubscribe", "DUR-08")
            .fault("receives is", correct -> forgetting(correct, false, true));

    static final Mutant REPEATS_LAST_HANDLED = Mutant.of("DUR-02", "repeats the last handled message")
            .alsoBreaking("they come back as well", "DUR-03 DUR-04 DUR-05 DUR-08")
            .sharedFault("receives is", () -> {
                Map<String, Message> last = new ConcurrentHashMap<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    Message[] again = {last.get(Clients.key(topic, options))};
                    return message -> {
                        if (again[0] != null) {
                            handler.onMessage(again[0]);
                            again[0] = null;
                        }
                        handler.onMessage(message);
                        last.put(Clients.key(topic, options), message);
                    };
                });
            });

    static final Mutant SKIPS_FIRST = Mutant.of("DUR-02", "skips the first message after a client comes back")
            .alsoBreaking("they come back as well", "DUR-03 DUR-04 DUR-05 DUR-08 DUR-11 SUB-17")
            .representative()
            .sharedFault("missing", () -> {
                Map<String, Message> last = new ConcurrentHashMap<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    boolean[] skip = {last.containsKey(Clients.key(topic, options))};
                    return message -> {
                        if (!skip[0]) {
                            handler.onMessage(message);
                        }
                        skip[0] = false;
                        last.put(Clients.key(topic, options), message);
                    };
                });
            });

    static final Mutant FETCHED_COUNTS_AS_HANDLED = Mutant.of("DUR-02", "counts fetched messages as handled")
            .perhapsBreaking("its claims overlap", "DUR-04 DUR-08")
            .sharedFault("missing", () -> {
                Map<String, AtomicInteger> skips = new ConcurrentHashMap<>();
                return correct -> prefetching(correct, skips);
            });

    static final Mutant POSITION_PER_INSTANCE = Mutant.of("DUR-02", "keeps positions in the instance")
            .alsoBreaking("the newer claim comes from another instance", "DUR-04")
            .sharedFault("receives is", () -> {
                Map<String, Integer> instances = new ConcurrentHashMap<>();
                return correct -> new Delegate(correct) {
                    private final Map<String, String> own = new ConcurrentHashMap<>();

                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                        if (topic != null
                                && options != null
                                && options.isDurable()
                                && own.putIfAbsent(Clients.key(topic, options), topic) == null
                                && instances.merge(Clients.key(topic, options), 1, Integer::sum) > 1) {
                            forget(correct, options);
                        }
                        return super.subscribe(topic, handler, options);
                    }
                };
            });

    static final Mutant IDLE_CLIENT_RESUMES_AT_END = Mutant.of(
                    "DUR-02", "a client that leaves before it has handled anything resumes at the end")
            .sharedFault("missing", () -> {
                Set<String> left = ConcurrentHashMap.newKeySet();
                return correct -> Faults.durableHandlers(
                        Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            AtomicBoolean handled = new AtomicBoolean();
                            if (!options.isDurable()) {
                                return backend.subscribe(topic, handler, options);
                            }
                            return Faults.closing(
                                    backend.subscribe(
                                            topic,
                                            message -> {
                                                handled.set(true);
                                                handler.onMessage(message);
                                            },
                                            options),
                                    open -> {
                                        open.close();
                                        if (!handled.get()) {
                                            left.add(Clients.key(topic, options));
                                        }
                                    });
                        }),
                        (topic, handler, options) -> {
                            boolean fromNow = left.remove(Clients.key(topic, options));
                            Set<Message> old = Set.copyOf(fromNow ? correct.getMessagesForTopic(topic) : List.of());
                            return message -> {
                                if (!old.contains(message)) {
                                    handler.onMessage(message);
                                }
                            };
                        });
            });

    static final Mutant POSITION_SHIFTED_BY_EXPIRY = Mutant.of(
                    "DUR-02", "a position is an index that expired messages shift")
            .sharedFault("missing", () -> {
                Map<String, Set<Message>> handled = new ConcurrentHashMap<>();
                return Faults.durableHandlers((correct, topic, handler, options) -> {
                    Set<Message> own =
                            handled.computeIfAbsent(Clients.key(topic, options), k -> ConcurrentHashMap.newKeySet());
                    Set<Message> left = Set.copyOf(correct.getMessagesForTopic(topic));
                    AtomicInteger skip = new AtomicInteger(
                            (int) own.stream().filter(m -> !left.contains(m)).count());
                    return message -> {
                        if (skip.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
                            handler.onMessage(message);
                            own.add(message);
                        }
                    };
                });
            });

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
                return Faults.closing(right, open -> {
                    open.close();
                    if (onClose && options.isDurable()) {
                        forget(backend, options);
                    }
                });
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

    /** Forgets a client, as if its position had not been kept. */
    private static void forget(MessagingBackend backend, SubscriptionOptions options) {
        try {
            options.clientId().ifPresent(backend.durableClients()::forget);
        } catch (MessagingException closed) {
            // Then there is nothing to forget with.
        }
    }

    /** Counts three waiting messages as handled when a subscription ends. */
    private static Delegate prefetching(MessagingBackend correct, Map<String, AtomicInteger> skips) {
        return Faults.durableHandlers(
                Changes.subscribe(correct, (backend, topic, handler, options) -> {
                    if (!options.isDurable()) {
                        return backend.subscribe(topic, handler, options);
                    }
                    AtomicInteger handled = new AtomicInteger();
                    AtomicInteger skip = skips.computeIfAbsent(Clients.key(topic, options), k -> new AtomicInteger());
                    Subscription right = backend.subscribe(
                            topic,
                            message -> {
                                handled.incrementAndGet();
                                handler.onMessage(message);
                            },
                            options);
                    int before = backend.getMessagesForTopic(topic).size();
                    right.ended().thenRun(() -> {
                        try {
                            long lag = backend.durableClients().list().stream()
                                    .filter(c -> Clients.key(c.topic(), SubscriptionOptions.durable(c.clientId()))
                                            .equals(Clients.key(topic, options)))
                                    .mapToLong(c -> c.lag())
                                    .sum();
                            skip.set((int) Math.min(3, lag));
                        } catch (MessagingException closed) {
                            skip.set(before < 0 ? 1 : 0);
                        }
                    });
                    return right;
                }),
                (topic, handler, options) -> {
                    AtomicInteger skip = skips.computeIfAbsent(Clients.key(topic, options), k -> new AtomicInteger());
                    return message -> {
                        if (skip.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                            handler.onMessage(message);
                        }
                    };
                });
    }
}
