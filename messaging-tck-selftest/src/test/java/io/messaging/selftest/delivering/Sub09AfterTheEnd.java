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

/** Delivers after the end, or reports it wrong: SUB-09. */
final class Sub09AfterTheEnd {
    static final Mutant CLOSE_RETURNS_EARLY = Mutant.of("SUB-09", "close returns two milliseconds before the end")
            .perhapsBreaking(
                    "what is stored right after a close arrives",
                    "SUB-02 SUB-05 SUB-08 SUB-10 SUB-11 SUB-14 SUB-07 DUR-08 LIFE-03 CON-02 LIFE-01")
            .fault("SUB-09: ", correct -> lateEnd(correct, true));

    static final Mutant UNSUBSCRIBE_RETURNS_EARLY = Mutant.of(
                    "SUB-09", "unsubscribe returns two milliseconds before the end")
            .perhapsBreaking("it stores after the last unsubscribe", "RD-19")
            .perhapsBreaking(
                    "what is stored right after an unsubscribe arrives",
                    "SUB-07 SUB-08 SUB-10 SUB-11 SUB-14 DUR-02 DUR-08 CON-02 LIFE-03 SUB-05")
            .fault("SUB-09: ", correct -> lateEnd(correct, false));

    static final Mutant CLOSED_IS_ACTIVE = Mutant.of("SUB-09", "reports a closed subscription as active")
            .perhapsBreaking("they look at the same flag", "SUB-08 SUB-10 LIFE-01 DUR-02 DUR-08 DUR-04")
            .fault(
                    "the subscription is over",
                    Changes.subscribe((backend, topic, handler, options) ->
                            new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                @Override
                                public boolean isActive() {
                                    return true;
                                }
                            }));

    static final Mutant NEVER_REPORTS_END = Mutant.of("SUB-09", "does not report the end")
            .alsoBreaking("they ask for the reason too", "LIFE-01 DUR-04")
            .fault("ended() of a subscription completes", Changes.subscribe((backend, topic, handler, options) -> {
                Subscription right = backend.subscribe(topic, handler, options);
                return Faults.ended(right, new CompletableFuture<SubscriptionEnd>());
            }));

    static final Mutant WRONG_END_REASON = Mutant.of("SUB-09", "gives a wrong reason for the end")
            .representative()
            .fault("the reason that ended() gives", Changes.subscribe((backend, topic, handler, options) -> {
                Subscription right = backend.subscribe(topic, handler, options);
                CompletionStage<SubscriptionEnd> wrong = right.ended()
                        .thenApply(end -> end.reason() == SubscriptionEnd.Reason.UNSUBSCRIBED
                                ? new SubscriptionEnd(SubscriptionEnd.Reason.BACKEND_CLOSED, "closed")
                                : end);
                return Faults.ended(right, wrong);
            }));

    static final Mutant ONE_MORE_AFTER_END = Mutant.of("SUB-09", "delivers one more message that it had taken")
            .perhapsBreaking("it closes with a backlog, too", "SUB-11")
            .alsoBreaking("a close in the handler has the same effect", "SUB-08")
            .fault("extra (1)", correct -> Batches.batches(correct, 2));

    static final Mutant CONTINUES_AFTER_CLOSE_BY_OTHER = Mutant.of(
                    "SUB-09", "goes on with the waiting messages when another handler closes a subscription")
            .fault("receives", correct -> {
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
            });

    /** Ends the subscription only after close or unsubscribe has returned. */
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
