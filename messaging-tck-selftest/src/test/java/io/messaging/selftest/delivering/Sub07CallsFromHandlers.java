package io.messaging.selftest.delivering;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Refuses calls from handlers, or handles them wrong: SUB-07. */
final class Sub07CallsFromHandlers {
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private static final ThreadLocal<Boolean> HANDLING = ThreadLocal.withInitial(() -> false);

    static final Mutant NO_READ_BY_ID_IN_HANDLER = Mutant.of("SUB-07", "cannot be read by id from a handler")
            .inEveryBuild()
            .sharedFault("IllegalStateException", () -> {
                ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                return correct -> Changes.byId(
                        marking(correct, handling), (backend, namespace, ids, right) -> refused(handling, right));
            });

    static final Mutant NO_NEXT_IN_HANDLER = Mutant.of("SUB-07", "cannot be asked for the next message from a handler")
            .sharedFault("IllegalStateException", () -> {
                ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                return correct -> Changes.next(
                        marking(correct, handling), (backend, topic, since, right) -> refused(handling, right));
            });

    static final Mutant MESSAGE_IN_HAND_FOR_NEW_SUBSCRIPTION = Mutant.of(
                    "SUB-07", "delivers the current message to a subscription made in a handler")
            .sharedFault("extra", () -> {
                ThreadLocal<Message> inHand = new ThreadLocal<>();
                return correct -> Changes.subscribe(
                        Changes.deliveries(correct, (topic, handler, message) -> {
                            inHand.set(message);
                            try {
                                handler.onMessage(message);
                            } finally {
                                inHand.remove();
                            }
                        }),
                        (backend, topic, handler, options) -> {
                            Subscription subscription = backend.subscribe(topic, handler, options);
                            Message message = inHand.get();
                            if (message != null
                                    && backend.getMessagesForTopic(topic).contains(message)) {
                                Deliveries.deliver(handler, message);
                            }
                            return subscription;
                        });
            });

    static final Mutant NO_UNSUBSCRIBE_IN_HANDLER = inHandler(
            "SUB-07",
            "another topic cannot be unsubscribed in a handler",
            "can do its work",
            HANDLING,
            correct -> new Delegate(correct) {
                private final Map<String, Boolean> topics = new ConcurrentHashMap<>();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
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
                    if (HANDLING.get() && topic != null && !topic.equals(CURRENT.get())) {
                        throw new IllegalStateException("not in a handler");
                    }
                    super.unsubscribe(topic);
                }
            });

    static final Mutant NO_CLOSE_IN_HANDLER = inHandler(
            "SUB-07",
            "a neighbour cannot be closed in a handler",
            "can do its work",
            HANDLING,
            Changes.subscribe((backend, topic, handler, options) -> Faults.closing(
                    backend.subscribe(
                            topic,
                            message -> {
                                CURRENT.set(topic + System.identityHashCode(handler));
                                handler.onMessage(message);
                            },
                            options),
                    open -> {
                        if (HANDLING.get() && !(topic + System.identityHashCode(handler)).equals(CURRENT.get())) {
                            throw new IllegalStateException("not in a handler");
                        }
                        open.close();
                    })));

    static final Mutant NO_STORES_WHILE_HANDLING = Mutant.of("SUB-07", "refuses to store while a handler runs")
            .alsoBreaking("the handler stores while its backend closes", "LIFE-06")
            .representative()
            .sharedFault("MessagingException", () -> {
                ThreadLocal<Boolean> handling = ThreadLocal.withInitial(() -> false);
                return correct -> Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (handling.get() && backend.capabilities() != null) {
                                throw new MessagingException("not from a handler");
                            }
                            backend.storeMessage(namespace, topic, message);
                        }),
                        (topic, handler, options) -> Faults.during(handling, true, handler));
            });

    static final Mutant HOLDS_TOPIC_LOCK = Mutant.of(
                    "SUB-07", "holds a topic's non-reentrant lock while a handler runs")
            .perhapsBreaking("it stores while a handler runs", "SUB-11")
            .perhapsBreaking(
                    "a handler that waits keeps the lock", "SUB-02 SUB-03 SUB-08 SUB-09 SUB-12 LIFE-01 RD-25 DUR-07")
            .sharedFault("SUB-07: ", () -> {
                Map<String, Semaphore> locks = new ConcurrentHashMap<>();
                return correct -> Faults.plainHandlers(
                        Changes.store(correct, (backend, namespace, topic, message) -> {
                            if (topic == null) {
                                backend.storeMessage(namespace, topic, message);
                                return;
                            }
                            Semaphore lock = locks.computeIfAbsent(topic, t -> new Semaphore(1));
                            lock.acquireUninterruptibly();
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } finally {
                                lock.release();
                            }
                        }),
                        (topic, handler, options) -> message -> {
                            Semaphore lock = locks.computeIfAbsent(topic, t -> new Semaphore(1));
                            lock.acquire();
                            try {
                                handler.onMessage(message);
                            } finally {
                                lock.release();
                            }
                        });
            });

    static final Mutant REENTRANT_HANDLER = Mutant.of("SUB-07", "calls a handler recursively")
            .sharedFault("how deep the handler was called inside itself", () -> Sub07CallsFromHandlers::recursive);

    static final Mutant DROPS_STORES_TO_OWN_TOPIC = Mutant.of(
                    "SUB-07", "drops messages that a handler stores in its own topic")
            .fault("missing", correct -> {
                ThreadLocal<String> handling = new ThreadLocal<>();
                return Faults.plainHandlers(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            if (topic == null || !topic.equals(handling.get())) {
                                backend.storeMessage(namespace, topic, message);
                            }
                        }),
                        (topic, handler, options) -> Faults.during(handling, topic, handler));
            });

    static final Mutant NO_SUBSCRIBE_IN_HANDLER = Mutant.of("SUB-07", "refuses subscriptions made in a handler")
            .fault("MessagingException", correct -> {
                ThreadLocal<String> handling = new ThreadLocal<>();
                Delegate inner =
                        Faults.handlers(correct, (topic, handler, options) -> Faults.during(handling, topic, handler));
                return Changes.subscribe(inner, (backend, topic, handler, options) -> {
                    if (handling.get() != null) {
                        throw new MessagingException("not from a handler");
                    }
                    return backend.subscribe(topic, handler, options);
                });
            });

    static final Mutant ASYNC_STORES_ON_HANDLER_THREAD = Mutant.of(
                    "SUB-07", "completes async stores on the thread that runs the handlers")
            .fault("an async store completes while the handler that asked for it waits", correct -> {
                ThreadLocal<List<Runnable>> afterHandler = new ThreadLocal<>();
                Delegate inner = Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                    List<Runnable> answers = new ArrayList<>();
                    afterHandler.set(answers);
                    try {
                        handler.onMessage(message);
                    } finally {
                        afterHandler.remove();
                        answers.forEach(Runnable::run);
                    }
                });
                return Changes.async(inner, (backend, namespace, topic, message) -> {
                    CompletableFuture<Void> right = backend.storeMessageAsync(namespace, topic, message);
                    List<Runnable> answers = afterHandler.get();
                    if (answers == null) {
                        return right;
                    }
                    CompletableFuture<Void> late = new CompletableFuture<>();
                    answers.add(() -> late.complete(null));
                    return late;
                });
            });

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

    /** Marks the threads that run handlers. */
    private static Mutant inHandler(
            String rule, String name, String telling, ThreadLocal<Boolean> handling, Fault fault) {
        return Mutant.of(rule, name)
                .fault(
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

    /** Calls the handler within a store that the handler makes. */
    private static Delegate recursive(MessagingBackend correct) {
        Map<String, Set<Message>> handled = new ConcurrentHashMap<>();
        ThreadLocal<Map<String, MessageHandler>> running = ThreadLocal.withInitial(ConcurrentHashMap::new);
        return Faults.plainHandlers(
                Faults.stores(correct, (backend, namespace, topic, message) -> {
                    MessageHandler handler =
                            topic == null ? null : running.get().get(topic);
                    if (handler != null && message != null && running.get().size() < 20) {
                        handled.computeIfAbsent(topic, t -> ConcurrentHashMap.newKeySet())
                                .add(message);
                        backend.storeMessage(namespace, topic, message);
                        running.get().remove(topic); // one level is enough to be wrong
                        Deliveries.deliver(handler, message);
                        return;
                    }
                    backend.storeMessage(namespace, topic, message);
                }),
                (topic, handler, options) -> message -> {
                    if (handled.getOrDefault(topic, Set.of()).contains(message)) {
                        return;
                    }
                    running.get().put(topic, handler);
                    try {
                        handler.onMessage(message);
                    } finally {
                        running.get().remove(topic);
                    }
                });
    }
}
