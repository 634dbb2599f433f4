package io.messaging.selftest.storing;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Does not know an equal message again: RD-12. */
final class Rd12EqualMessages {
    static final Mutant STORES_TWICE = Mutant.of("RD-12", "stores an equal message twice")
            .sharedFault("repeated (", () -> {
                Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                Map<String, Set<GemstoneId>> seen = new ConcurrentHashMap<>();
                return correct -> Changes.topic(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            if (!seen.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                    .add(message.id())) {
                                again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                        .add(message);
                            }
                        }),
                        (backend, topic, right) -> {
                            List<Message> all = new ArrayList<>(right);
                            all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                            all.sort(Comparator.comparing(Message::id));
                            return all;
                        });
            });

    static final Mutant DELIVERS_AGAIN = Mutant.of("RD-12", "delivers an equal message again")
            .inEveryBuild()
            .sharedFault("repeated (", () -> {
                Deliveries handlers = new Deliveries();
                return correct -> Faults.stores(handlers.noting(correct), (backend, namespace, topic, message) -> {
                    boolean again = message != null
                            && topic != null
                            && !topic.isBlank()
                            && Orders.has(backend, topic, message.id());
                    backend.storeMessage(namespace, topic, message);
                    if (again) {
                        handlers.deliver(topic, message);
                    }
                });
            });

    static final Mutant COMPARES_BYTES = Mutant.of("RD-12", "compares the bytes of equal messages")
            .representative()
            .fault("RejectedMessageException", Faults.stores((backend, namespace, topic, message) -> {
                for (Message stored : message == null ? List.<Message>of() : backend.getMessagesForTopic(topic)) {
                    if (stored.id().equals(message.id()) && !stored.toJson().equals(message.toJson())) {
                        throw new RejectedMessageException("other bytes");
                    }
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant REFUSES_EQUAL = Mutant.of("RD-12", "refuses an equal message")
            .fault("RejectedMessageException", Faults.stores((backend, namespace, topic, message) -> {
                if (message != null
                        && !message.fieldsByName().containsKey("thread")
                        && Orders.has(backend, topic, message.id())) {
                    throw new RejectedMessageException("stored already");
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant CHECK_THEN_STORE = Mutant.of("RD-12", "looks for an equal message, then stores, in two steps")
            .sharedFault("repeated (", () -> {
                Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                return correct -> Changes.topic(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            boolean found = message == null || Orders.has(backend, topic, message.id());
                            Thread.yield();
                            boolean foundNow = message == null || Orders.has(backend, topic, message.id());
                            backend.storeMessage(namespace, topic, message);
                            if (!found && foundNow) {
                                again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                        .add(message);
                            }
                        }),
                        (backend, topic, right) -> {
                            List<Message> all = new ArrayList<>(right);
                            all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                            all.sort(Comparator.comparing(Message::id));
                            return all;
                        });
            });

    static final Mutant MOVES_TO_END = Mutant.of("RD-12", "moves an equal message to the end of what a new client gets")
            .sharedFault("another order", () -> {
                Map<String, List<Message>> seen = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            List<Message> moved = seen.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                            moved.add(message);
                        }),
                        (topic, handler, options) -> {
                            List<Message> all = seen.getOrDefault(topic, List.of());
                            List<Message> first = new ArrayList<>(new LinkedHashSet<>(all));
                            List<Message> last = new ArrayList<>(all);
                            Collections.reverse(last);
                            last = new ArrayList<>(new LinkedHashSet<>(last));
                            Collections.reverse(last);
                            List<Message> order = last;
                            return message -> {
                                int index = first.indexOf(message);
                                handler.onMessage(index < 0 ? message : order.get(index));
                            };
                        });
            });

    static final Mutant REMEMBERS_LAST_10000 = Mutant.of("RD-12", "recognises its last 10,000 messages only")
            .sharedFault("deliveries", () -> {
                Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                Deliveries deliveries = new Deliveries();
                return correct -> Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                    List<Message> known =
                            stored.computeIfAbsent(topic, t -> Collections.synchronizedList(new ArrayList<>()));
                    if (known.size() > 10_000 && known.indexOf(message) == 0) {
                        deliveries.deliver(topic, message);
                    } else {
                        backend.storeMessage(namespace, topic, message);
                        known.add(message);
                    }
                });
            });

    static final Mutant CONCURRENT_ASYNC_STORED_TWICE = Mutant.of(
                    "RD-12", "stores twice what is stored async twice at once")
            .sharedFault("repeated (", () -> {
                Map<String, Queue<Message>> again = new ConcurrentHashMap<>();
                ThreadLocal<Message> underWay = new ThreadLocal<>();
                return correct -> Changes.topic(
                        new Delegate(correct) {
                            @Override
                            public void storeMessage(String namespace, String topic, Message message) {
                                underWay.remove();
                                super.storeMessage(namespace, topic, message);
                            }

                            @Override
                            public CompletableFuture<Void> storeMessageAsync(
                                    String namespace, String topic, Message message) {
                                CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                                if (message.equals(underWay.get())) {
                                    again.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                            .add(message);
                                }
                                underWay.set(message);
                                return right;
                            }
                        },
                        (backend, topic, right) -> {
                            List<Message> all = new ArrayList<>(right);
                            all.addAll(again.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                            return all;
                        });
            });

    static final Mutant DELIVERS_AGAIN_TO_DURABLE = Mutant.of(
                    "RD-12", "delivers an equal message again to durable clients")
            .sharedFault("repeated (", () -> {
                Deliveries durable = new Deliveries();
                return correct -> Faults.stores(
                        new Delegate(correct) {
                            private final Delegate noting = durable.noting(correct);

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return (options != null && options.isDurable() ? noting : correct)
                                        .subscribe(topic, handler, options);
                            }
                        },
                        (backend, namespace, topic, message) -> {
                            boolean again = has(backend, topic, message);
                            backend.storeMessage(namespace, topic, message);
                            if (again) {
                                durable.deliver(topic, message);
                            }
                        });
            });

    static final Mutant DELIVERS_AGAIN_AT_OTHERS = Mutant.of(
                    "RD-12", "delivers an equal message again at other instances")
            .sharedFault("repeated (", () -> {
                Map<MessagingBackend, Deliveries> byInstance = new ConcurrentHashMap<>();
                return correct -> Faults.stores(
                        byInstance
                                .computeIfAbsent(correct, c -> new Deliveries())
                                .noting(correct),
                        (backend, namespace, topic, message) -> {
                            boolean again = has(backend, topic, message);
                            backend.storeMessage(namespace, topic, message);
                            if (again) {
                                byInstance.forEach((instance, deliveries) -> {
                                    if (instance != correct) {
                                        deliveries.deliver(topic, message);
                                    }
                                });
                            }
                        });
            });

    private static boolean has(MessagingBackend backend, String topic, Message message) {
        return backend.getMessagesForTopic(topic).stream().anyMatch(m -> m.id().equals(message.id()));
    }
}
