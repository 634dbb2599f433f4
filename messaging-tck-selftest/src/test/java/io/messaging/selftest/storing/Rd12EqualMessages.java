package io.messaging.selftest.storing;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Stored;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Does not recognise an equal message: RD-12. */
final class Rd12EqualMessages {
    static final Mutant STORES_TWICE = Mutant.of("RD-12", "stores an equal message twice")
            .sharedFault("repeated (", () -> {
                Again again = new Again();
                Stored stored = new Stored();
                return correct -> again.read(stored.onRepeat(correct, again::add));
            });

    static final Mutant DELIVERS_AGAIN = Mutant.of("RD-12", "delivers an equal message again")
            .inEveryBuild()
            .sharedFault("repeated (", () -> {
                Deliveries deliveries = new Deliveries();
                Stored stored = new Stored();
                return correct -> stored.onRepeat(deliveries.noting(correct), deliveries::deliver);
            });

    static final Mutant COMPARES_BYTES = Mutant.of("RD-12", "compares the bytes of equal messages")
            .representative()
            .sharedFault("RejectedMessageException", () -> {
                Stored stored = new Stored();
                return Faults.stores((backend, namespace, topic, message) -> {
                    Message before = stored.find(backend, topic, message);
                    if (before != null && !before.toJson().equals(message.toJson())) {
                        throw new RejectedMessageException("other bytes");
                    }
                    stored.store(backend, namespace, topic, message);
                });
            });

    static final Mutant REFUSES_EQUAL = Mutant.of("RD-12", "refuses an equal message")
            .sharedFault("RejectedMessageException", () -> {
                Stored stored = new Stored();
                return Faults.stores((backend, namespace, topic, message) -> {
                    if (!message.fieldsByName().containsKey("thread") && stored.find(backend, topic, message) != null) {
                        throw new RejectedMessageException("stored already");
                    }
                    stored.store(backend, namespace, topic, message);
                });
            });

    static final Mutant CHECK_THEN_STORE = Mutant.of("RD-12", "looks for an equal message, then stores, in two steps")
            .sharedFault("repeated (", () -> {
                Again again = new Again();
                Stored stored = new Stored();
                return correct -> again.read(Faults.stores(correct, (backend, namespace, topic, message) -> {
                    boolean found = stored.find(backend, topic, message) != null;
                    Thread.yield();
                    boolean foundNow = stored.find(backend, topic, message) != null;
                    stored.store(backend, namespace, topic, message);
                    if (!found && foundNow) {
                        again.add(topic, message);
                    }
                }));
            });

    static final Mutant MOVES_TO_END = Mutant.of("RD-12", "moves an equal message to the end of what a new client gets")
            .sharedFault("another order", () -> {
                Map<String, Queue<Message>> stored = new ConcurrentHashMap<>();
                return correct -> Faults.durableHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            backend.storeMessage(namespace, topic, message);
                            stored.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>())
                                    .add(message);
                        }),
                        (topic, handler, options) -> {
                            Set<Message> first = new LinkedHashSet<>();
                            Set<Message> last = new LinkedHashSet<>();
                            for (Message message : stored.getOrDefault(topic, new ConcurrentLinkedQueue<>())) {
                                first.add(message);
                                last.remove(message);
                                last.add(message);
                            }
                            Map<Message, Message> moved = new HashMap<>();
                            Iterator<Message> order = last.iterator();
                            first.forEach(message -> moved.put(message, order.next()));
                            return message -> handler.onMessage(moved.getOrDefault(message, message));
                        });
            });

    static final Mutant REMEMBERS_LAST_10000 = Mutant.of("RD-12", "recognises its last 10,000 messages only")
            .sharedFault("deliveries", () -> {
                Map<String, List<Message>> stored = new ConcurrentHashMap<>();
                Deliveries deliveries = new Deliveries();
                return correct -> Faults.stores(deliveries.noting(correct), (backend, namespace, topic, message) -> {
                    List<Message> known =
                            stored.computeIfAbsent(topic, t -> Collections.synchronizedList(new ArrayList<>()));
                    if (known.size() > 10_000 && known.get(0).equals(message)) {
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
                Again again = new Again();
                ThreadLocal<Message> inProgress = new ThreadLocal<>();
                return correct -> again.read(new Delegate(correct) {
                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        inProgress.remove();
                        super.storeMessage(namespace, topic, message);
                    }

                    @Override
                    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                        CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                        if (message.equals(inProgress.get())) {
                            again.add(topic, message);
                        }
                        inProgress.set(message);
                        return right;
                    }
                });
            });

    static final Mutant DELIVERS_AGAIN_TO_DURABLE = Mutant.of(
                    "RD-12", "delivers an equal message again to durable clients")
            .sharedFault("repeated (", () -> {
                Deliveries durable = new Deliveries();
                Stored stored = new Stored();
                return correct -> {
                    Delegate noting = durable.noting(correct);
                    return stored.onRepeat(
                            Changes.subscribe(
                                    correct,
                                    (backend, topic, handler, options) -> (options.isDurable() ? noting : backend)
                                            .subscribe(topic, handler, options)),
                            durable::deliver);
                };
            });

    static final Mutant DELIVERS_AGAIN_AT_OTHERS = Mutant.of(
                    "RD-12", "delivers an equal message again at other instances")
            .sharedFault("repeated (", () -> {
                Map<MessagingBackend, Deliveries> byInstance = new ConcurrentHashMap<>();
                Stored stored = new Stored();
                return correct -> {
                    Deliveries own = byInstance.computeIfAbsent(correct, c -> new Deliveries());
                    return stored.onRepeat(
                            own.noting(correct),
                            (topic, message) -> byInstance.values().stream()
                                    .filter(deliveries -> deliveries != own)
                                    .forEach(deliveries -> deliveries.deliver(topic, message)));
                };
            });

    /** Messages that each read returns once more. */
    private static final class Again {
        private final Map<String, Queue<Message>> byTopic = new ConcurrentHashMap<>();

        void add(String topic, Message message) {
            byTopic.computeIfAbsent(topic, t -> new ConcurrentLinkedQueue<>()).add(message);
        }

        Delegate read(MessagingBackend correct) {
            return Changes.topic(correct, (backend, topic, right) -> {
                List<Message> all = new ArrayList<>(right);
                all.addAll(byTopic.getOrDefault(topic, new ConcurrentLinkedQueue<>()));
                all.sort(Comparator.comparing(Message::id));
                return all;
            });
        }
    }
}
