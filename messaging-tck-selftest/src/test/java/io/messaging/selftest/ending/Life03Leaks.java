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

/** Leaves something behind: LIFE-03. */
final class Life03Leaks {
    private static final List<ServerSocket> SOCKETS = new CopyOnWriteArrayList<>();

    private static final Map<Object, Object> KEPT = new ConcurrentHashMap<>();

    static final Mutant THREAD_PER_INSTANCE = Mutant.of("LIFE-03", "leaks a thread for each instance")
            .fault("no thread is left", correct -> {
                Faults.thread("selftest-leak");
                return correct;
            });

    static final Mutant THREAD_PER_CLOSED_SUBSCRIPTION = Mutant.of(
                    "LIFE-03", "leaks a thread for each subscription that was closed")
            .fault(
                    "no thread is left",
                    Changes.subscribe((backend, topic, handler, options) ->
                            Faults.closing(backend.subscribe(topic, handler, options), inForce -> {
                                boolean open = inForce.isActive();
                                inForce.close();
                                if (open) {
                                    Faults.thread("selftest-subscription-leak");
                                }
                            })));

    static final Mutant THREAD_PER_CLOSE_IN_HANDLER = Mutant.of("LIFE-03", "leaks a thread when a handler closes it")
            .representative()
            .fault("no thread is left", correct -> new Delegate(correct) {
                private final Set<Thread> handling = ConcurrentHashMap.newKeySet();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
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
            });

    static final Mutant THREAD_PER_DURABLE_SUBSCRIPTION = Mutant.of(
                    "LIFE-03", "leaks a thread for each durable subscription")
            .fault("no thread is left", Changes.subscribe((backend, topic, handler, options) -> {
                if (options.isDurable()) {
                    Faults.thread("selftest-durable-leak");
                }
                return backend.subscribe(topic, handler, options);
            }));

    static final Mutant SOCKET = Mutant.of("LIFE-03", "leaves a socket open")
            .fault("no socket or file stays open", correct -> {
                try {
                    SOCKETS.add(new ServerSocket(0));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return correct;
            });

    static final Mutant HANDLERS_OF_CLOSED = Mutant.of("LIFE-03", "keeps the handlers of closed subscriptions")
            .inEveryBuild()
            .fault("a handler can be collected after", Faults.plainHandlers((topic, handler, options) -> {
                KEPT.put(new Object(), handler);
                return handler;
            }));

    static final Mutant HANDLERS_OF_UNSUBSCRIBED = Mutant.of("LIFE-03", "keeps the handlers of unsubscribed topics")
            .sharedFault("a handler can be collected after unsubscribe", () -> {
                Map<String, List<MessageHandler>> byTopic = new ConcurrentHashMap<>();
                return correct -> new Delegate(correct) {
                    @Override
                    public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
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
            });

    static final Mutant THREAD_PER_FAILURE = Mutant.of("LIFE-03", "leaks a thread when a handler fails")
            .fault("no thread is left", Changes.deliveries((topic, handler, message) -> {
                try {
                    handler.onMessage(message);
                } catch (IllegalStateException failure) {
                    Faults.thread("selftest-replaced-worker");
                    throw failure;
                }
            }));

    static final Mutant HANDLERS_OF_DURABLE = Mutant.of("LIFE-03", "keeps the handlers of durable subscriptions")
            .sharedFault("a handler can be collected", () -> {
                List<MessageHandler> kept = new CopyOnWriteArrayList<>();
                return Faults.durableHandlers((topic, handler, options) -> {
                    kept.add(handler);
                    return handler;
                });
            });

    static final Mutant THREAD_PER_REFUSAL = Mutant.of("LIFE-03", "leaks a thread when it refuses a message")
            .fault("no thread is left", Faults.stores((backend, namespace, topic, message) -> {
                try {
                    backend.storeMessage(namespace, topic, message);
                } catch (RejectedMessageException refused) {
                    Faults.thread("selftest-refuser");
                    throw refused;
                }
            }));

    static final Mutant HANDLER_THAT_CLOSED_ITSELF = Mutant.of(
                    "LIFE-03", "keeps a handler that closed its own subscription")
            .sharedFault("closed in its handler", () -> {
                List<MessageHandler> kept = new CopyOnWriteArrayList<>();
                ThreadLocal<MessageHandler> current = new ThreadLocal<>();
                return correct -> Changes.subscribe(
                        Faults.plainHandlers(
                                correct, (topic, handler, options) -> Faults.during(current, handler, handler)),
                        (backend, topic, handler, options) ->
                                Faults.closing(backend.subscribe(topic, handler, options), open -> {
                                    if (current.get() != null) {
                                        kept.add(current.get());
                                    }
                                    open.close();
                                }));
            });

    static final Mutant HANDLER_THAT_FAILED = Mutant.of("LIFE-03", "keeps a handler that has failed")
            .sharedFault("failed", () -> {
                Set<MessageHandler> kept = ConcurrentHashMap.newKeySet();
                return Changes.deliveries((topic, handler, message) -> {
                    try {
                        handler.onMessage(message);
                    } catch (Exception failure) {
                        kept.add(handler);
                        throw failure;
                    }
                });
            });
}
