package io.messaging.selftest.ending;

import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Gives handlers the wrong time when it closes, or says nothing: LIFE-06. */
final class Life06Limits {
    static final Mutant INTERRUPTS_AT_ONCE = Mutant.of("LIFE-06", "interrupts handlers as soon as it closes")
            .perhapsBreaking(
                    "what an interrupted handler had is with others before it has said that it began", "SHR-11")
            .representative()
            .fault("does not interrupt it", closing((backend, limit) -> backend.close(Duration.ZERO)));

    static final Mutant RETURNS_AT_ONCE = Mutant.of("LIFE-06", "closes on another thread, and returns at once")
            .alsoBreaking("what is closed still works for a moment", "LIFE-01 LIFE-02")
            .perhapsBreaking("its threads end late", "LIFE-03 LIFE-07 LIFE-08 CON-02 CON-03")
            .fault("close()", closing((backend, limit) -> Faults.later(() -> backend.close(limit))));

    static final Mutant WAITS_FOR_EVER = Mutant.of("LIFE-06", "waits for handlers without a limit")
            .alsoBreaking("a handler may never return", "LIFE-01 SHR-08")
            .inEveryBuild()
            .fault("it does not", closing((backend, limit) -> backend.close(Duration.ofDays(1))));

    static final Mutant SECOND_CLOSE_RETURNS_EARLY = Mutant.of(
                    "LIFE-06", "a second close returns while the first waits")
            .inEveryBuild()
            .fault("a second close()", correct -> new Delegate(correct) {
                private final AtomicBoolean closed = new AtomicBoolean();

                @Override
                public void close() {
                    if (!closed.getAndSet(true)) {
                        super.close();
                    }
                }
            });

    static final Mutant STARTS_ONE_MORE = Mutant.of("LIFE-06", "hands out one more message while it closes")
            .alsoBreaking("what comes after a close is not to be delivered", "LIFE-01")
            .inEveryBuild()
            .sharedFault("how many handlers ran", OneMore::new);

    static final Mutant HANDLERS_CANNOT_STORE = Mutant.of("LIFE-06", "refuses handlers' stores while it waits for them")
            .inEveryBuild()
            .fault("can do its work", correct -> new Delegate(correct) {
                private volatile boolean closing;

                @Override
                public void storeMessage(String namespace, String topic, Message message) {
                    if (closing) {
                        throw new BackendClosedException("it is being closed");
                    }
                    super.storeMessage(namespace, topic, message);
                }

                @Override
                public void close() {
                    closing = true;
                    super.close();
                }
            });

    static final Mutant DOES_NOT_NAME = Mutant.of("LIFE-06", "interrupts without a word in the log")
            .inEveryBuild()
            .fault("names the topic", correct -> {
                Set<Thread> handling = ConcurrentHashMap.newKeySet();
                return interrupting(
                        Faults.handlers(correct, (topic, handler, options) -> message -> {
                            handling.add(Thread.currentThread());
                            try {
                                handler.onMessage(message);
                            } finally {
                                handling.remove(Thread.currentThread());
                            }
                        }),
                        handling);
            });

    static final Mutant SUBSCRIPTION_IS_NOT_INTERRUPTED = Mutant.of(
                    "LIFE-06", "closes a subscription of one with a limit as without one")
            .fault(
                    "Subscription.close(limit) interrupts",
                    Changes.subscribe((backend, topic, handler, options) ->
                            new Faults.Sub(backend.subscribe(topic, handler, options)) {
                                @Override
                                public void close(Duration limit) {
                                    if (limit == null || limit.isNegative() || options.isShared()) { // SHR-08
                                        super.close(limit);
                                    }
                                    close();
                                }
                            }));

    private Life06Limits() {}

    private static Fault closing(BiConsumer<MessagingBackend, Duration> close) {
        return correct -> new Delegate(correct) {
            @Override
            public void close() {
                close.accept(correct, limit());
            }
        };
    }

    /** How much longer the correct backend would wait: on a busy machine the interrupter may be late. */
    private static final Duration LATE = Duration.ofSeconds(5);

    /** Interrupts handlers itself, while the correct backend would still wait for them. */
    private static MessagingBackend interrupting(MessagingBackend correct, Set<Thread> handling) {
        return new Delegate(correct) {
            @Override
            public void close() {
                Thread caller = Thread.currentThread();
                Duration limit = limit();
                Thread interrupter = new Thread(
                        () -> {
                            try {
                                Thread.sleep(limit.toMillis());
                            } catch (InterruptedException closed) {
                                return;
                            }
                            handling.stream().filter(thread -> thread != caller).forEach(Thread::interrupt);
                        },
                        "selftest-interrupter");
                interrupter.setDaemon(true);
                interrupter.start();
                correct.close(limit.plus(LATE));
                interrupter.interrupt();
            }
        };
    }

    /** Behind the handler that runs while it closes, it calls the handler with what the topic has next. */
    private static final class OneMore implements Fault {
        private final Map<String, List<Message>> stored = new ConcurrentHashMap<>();

        @Override
        public MessagingBackend open(MessagingBackend correct) {
            AtomicBoolean closing = new AtomicBoolean();
            MessagingBackend noting = Faults.stores(correct, (backend, namespace, topic, message) -> {
                backend.storeMessage(namespace, topic, message);
                stored.computeIfAbsent(topic, unknown -> new CopyOnWriteArrayList<>())
                        .add(message);
            });
            return new Delegate(noting) {
                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    boolean isPlain = handler != null && options != null && !options.isDurable();
                    return super.subscribe(topic, isPlain ? goingOn(topic, handler, closing) : handler, options);
                }

                @Override
                public void close() {
                    closing.set(true);
                    super.close();
                }
            };
        }

        private MessageHandler goingOn(String topic, MessageHandler handler, AtomicBoolean closing) {
            return message -> {
                handler.onMessage(message);
                if (closing.get()) {
                    for (Message next : stored.getOrDefault(topic, List.of())) {
                        if (!next.equals(message)) {
                            handler.onMessage(next);
                            return;
                        }
                    }
                }
            };
        }
    }
}
