package io.messaging.selftest.ending;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Leaves something behind: LIFE-03. */
public final class Life03Leaks {

    private Life03Leaks() {}

    public static List<Mutant> all() {
        return Stream.of(leaks(), ends(), rareLeaks()).flatMap(List::stream).toList();
    }

    private static List<Mutant> leaks() {
        List<ServerSocket> sockets = new CopyOnWriteArrayList<>();
        Map<Object, Object> kept = new ConcurrentHashMap<>();
        return List.of(
                Mutant.of("LIFE-03", "leaks a thread for each instance", "no thread is left", correct -> {
                    Faults.thread("selftest-leak");
                    return correct;
                }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread for each subscription that was closed",
                        "no thread is left",
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            return Faults.closing(backend.subscribe(topic, handler, options), inForce -> {
                                boolean open = inForce.isActive();
                                inForce.close();
                                if (open) {
                                    Faults.thread("selftest-subscription-leak");
                                }
                            });
                        })),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when a handler closes it",
                        "no thread is left",
                        correct -> new Delegate(correct) {
                            private final Set<Thread> handling = ConcurrentHashMap.newKeySet();

                            @Override
                            public Subscription subscribe(
                                    String topic, MessageHandler handler, SubscriptionOptions options) {
                                return super.subscribe(
                                        topic,
                                        handler == null
                                                ? null
                                                : message -> {
                                                    handling.add(Thread.currentThread());
                                                    try {
                                                        handler.onMessage(message);
                                                    } finally {
                                                        handling.remove(Thread.currentThread());
                                                    }
                                                },
                                        options);
                            }

                            @Override
                            public void close() {
                                if (handling.contains(Thread.currentThread())) {
                                    Faults.thread("selftest-handler-leak");
                                }
                                super.close();
                            }
                        }),
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread for each durable subscription",
                        "no thread is left",
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            if (options.isDurable()) {
                                Faults.thread("selftest-durable-leak");
                            }
                            return backend.subscribe(topic, handler, options);
                        })),
                Mutant.of("LIFE-03", "leaves a socket open", "no socket or file stays open", correct -> {
                    try {
                        sockets.add(new ServerSocket(0));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return correct;
                }),
                Mutant.of(
                        "LIFE-03",
                        "keeps the handlers of subscriptions that were closed",
                        "a handler can be collected after",
                        correct -> Faults.plainHandlers(correct, (topic, handler, options) -> {
                            kept.put(new Object(), handler);
                            return handler;
                        })),
                Mutant.shared(
                        "LIFE-03",
                        "keeps the handlers of topics that were unsubscribed",
                        "a handler can be collected after unsubscribe",
                        () -> {
                            Map<String, List<MessageHandler>> byTopic = new ConcurrentHashMap<>();
                            return correct -> new Delegate(correct) {
                                @Override
                                public Subscription subscribe(
                                        String topic, MessageHandler handler, SubscriptionOptions options) {
                                    Subscription right = super.subscribe(topic, handler, options);
                                    List<MessageHandler> handlers =
                                            byTopic.computeIfAbsent(topic, t -> new CopyOnWriteArrayList<>());
                                    handlers.add(handler);
                                    return Faults.closing(right, open -> {
                                        open.close();
                                        handlers.remove(handler);
                                    });
                                }

                                @Override
                                public void close() {
                                    super.close();
                                    byTopic.clear();
                                }
                            };
                        }));
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when a handler fails",
                        "no thread is left",
                        correct -> Changes.deliveries(correct, (topic, handler, message) -> {
                            try {
                                handler.onMessage(message);
                            } catch (IllegalStateException failure) {
                                Faults.thread("selftest-replaced-worker");
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

    private static List<Mutant> rareLeaks() {
        return List.of(
                Mutant.of(
                        "LIFE-03",
                        "leaks a thread when it refuses a message",
                        "no thread is left",
                        correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                            try {
                                backend.storeMessage(namespace, topic, message);
                            } catch (RejectedMessageException refused) {
                                Faults.thread("selftest-refuser");
                                throw refused;
                            }
                        })),
                Mutant.shared(
                        "LIFE-03", "keeps a handler that closed its own subscription", "closed in its handler", () -> {
                            List<MessageHandler> kept = new CopyOnWriteArrayList<>();
                            ThreadLocal<MessageHandler> current = new ThreadLocal<>();
                            return correct -> Changes.subscribe(
                                    Faults.plainHandlers(correct, (topic, handler, options) -> message -> {
                                        current.set(handler);
                                        try {
                                            handler.onMessage(message);
                                        } finally {
                                            current.remove();
                                        }
                                    }),
                                    (backend, topic, handler, options) -> {
                                        return Faults.closing(backend.subscribe(topic, handler, options), open -> {
                                            if (current.get() != null) {
                                                kept.add(current.get());
                                            }
                                            open.close();
                                        });
                                    });
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
