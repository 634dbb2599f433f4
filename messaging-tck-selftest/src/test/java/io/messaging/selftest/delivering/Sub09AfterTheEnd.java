package io.messaging.selftest.delivering;

import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingException;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Batches;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Goes on after the end: SUB-09. */
public final class Sub09AfterTheEnd {

    private Sub09AfterTheEnd() {}

    public static List<Mutant> all() {
        return Stream.of(ends(), inHandlers()).flatMap(List::stream).toList();
    }

    private static List<Mutant> ends() {
        return List.of(
                Mutant.of(
                                "SUB-09",
                                "close returns two milliseconds before the end",
                                "SUB-09: ",
                                correct -> lateEnd(correct, true))
                        .perhapsBreaking(
                                "what is stored right after a close arrives",
                                "SUB-02",
                                "SUB-05",
                                "SUB-08",
                                "SUB-10",
                                "SUB-11",
                                "SUB-14",
                                "SUB-07",
                                "DUR-08",
                                "LIFE-03",
                                "CON-02",
                                "LIFE-01"),
                Mutant.of(
                                "SUB-09",
                                "unsubscribe returns two milliseconds before the end",
                                "SUB-09: ",
                                correct -> lateEnd(correct, false))
                        .perhapsBreaking("it stores after the last unsubscribe", "RD-19")
                        .perhapsBreaking(
                                "what is stored right after an unsubscribe arrives",
                                "SUB-07",
                                "SUB-08",
                                "SUB-10",
                                "SUB-11",
                                "SUB-14",
                                "DUR-02",
                                "DUR-08",
                                "CON-02",
                                "LIFE-03",
                                "SUB-05"),
                Mutant.of(
                                "SUB-09",
                                "says that a closed subscription is active",
                                "the subscription is over",
                                correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                                    return new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                        @Override
                                        public boolean isActive() {
                                            return true;
                                        }
                                    };
                                }))
                        .perhapsBreaking(
                                "they look at the same flag",
                                "SUB-08",
                                "SUB-10",
                                "LIFE-01",
                                "DUR-02",
                                "DUR-08",
                                "DUR-04"),
                Mutant.of(
                                "SUB-09",
                                "does not tell of the end",
                                "ended() of a subscription completes",
                                correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                                    Subscription right = backend.subscribe(topic, handler, options);
                                    return Faults.ended(right, new CompletableFuture<SubscriptionEnd>());
                                }))
                        .alsoBreaking("they ask for the reason too", "LIFE-01", "DUR-04"),
                Mutant.of(
                        "SUB-09",
                        "gives a wrong reason for the end",
                        "the reason that ended() gives",
                        correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                            Subscription right = backend.subscribe(topic, handler, options);
                            CompletionStage<SubscriptionEnd> wrong = right.ended()
                                    .thenApply(end -> end.reason() == SubscriptionEnd.Reason.UNSUBSCRIBED
                                            ? new SubscriptionEnd(SubscriptionEnd.Reason.BACKEND_CLOSED, "closed")
                                            : end);
                            return Faults.ended(right, wrong);
                        })),
                Mutant.of(
                                "SUB-09",
                                "delivers one more of what it had taken",
                                "extra (1)",
                                correct -> Batches.batches(correct, 2))
                        .perhapsBreaking("it closes with a backlog, too", "SUB-11")
                        .alsoBreaking("a close in the handler has the same effect", "SUB-08"));
    }

    private static List<Mutant> inHandlers() {
        return List.of(Mutant.of(
                "SUB-09", "goes on with what waits when another handler closes a subscription", "receives", correct -> {
                    ThreadLocal<MessageHandler> current = new ThreadLocal<>();
                    return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                        if (options.isDurable()) {
                            return backend.subscribe(topic, handler, options);
                        }
                        AtomicBoolean lax = new AtomicBoolean();
                        List<Message> seen = new CopyOnWriteArrayList<>();
                        Subscription subscription = backend.subscribe(
                                topic,
                                message -> {
                                    current.set(handler);
                                    seen.add(message);
                                    try {
                                        handler.onMessage(message);
                                        if (lax.getAndSet(false)) {
                                            for (Message late : backend.getMessagesForTopic(topic)) {
                                                if (!seen.contains(late)) {
                                                    handler.onMessage(late);
                                                }
                                            }
                                        }
                                    } finally {
                                        current.remove();
                                    }
                                },
                                options);
                        return Faults.closing(subscription, open -> {
                            lax.set(current.get() != null && current.get() != handler);
                            open.close();
                        });
                    });
                }));
    }

    /** The end is only asked for when close or unsubscribe returns. */
    private static Delegate lateEnd(MessagingBackend correct, boolean ofClose) {
        return new Delegate(correct) {
            @Override
            public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                Subscription right = super.subscribe(topic, handler, options);
                return !ofClose || options.isDurable()
                        ? right
                        : new Faults.Sub(right) {
                            private volatile boolean closed;

                            @Override
                            public boolean isActive() {
                                return !closed && super.isActive();
                            }

                            @Override
                            public void close() {
                                closed = true;
                                Faults.later(right::close);
                            }
                        };
            }

            @Override
            public void unsubscribe(String topic) {
                if (ofClose || topic == null || topic.isBlank()) {
                    super.unsubscribe(topic);
                } else {
                    super.loadSubscribers("n");
                    super.unsubscribe(topic + " of nobody");
                    Faults.later(() -> {
                        try {
                            correct.unsubscribe(topic);
                        } catch (MessagingException closed) {
                            // The backend has ended it.
                        }
                    });
                }
            }
        };
    }
}
