package io.messaging.selftest.delivering;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Deliveries;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Refuses a call that comes from a handler: SUB-07. */
public final class Sub07CallsFromHandlers {
    private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

    private Sub07CallsFromHandlers() {}

    public static List<Mutant> all() {
        return Stream.of(handlers(), inHandlers()).flatMap(List::stream).toList();
    }

    private static List<Mutant> handlers() {
        return List.of(
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
                }));
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
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            return Faults.closing(
                                    backend.subscribe(
                                            topic,
                                            message -> {
                                                CURRENT.set(topic + System.identityHashCode(handler));
                                                handler.onMessage(message);
                                            },
                                            options),
                                    open -> {
                                        if (handling.get()
                                                && !(topic + System.identityHashCode(handler)).equals(CURRENT.get())) {
                                            throw new IllegalStateException("not in a handler");
                                        }
                                        open.close();
                                    });
                        })));
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
}
