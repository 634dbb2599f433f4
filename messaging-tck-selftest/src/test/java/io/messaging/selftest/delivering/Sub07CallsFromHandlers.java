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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Refuses a call that comes from a handler: SUB-07. */
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
}
