package io.messaging.selftest.ending;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.Subscription;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.CutFault;
import io.messaging.selftest.fault.Fault;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Loses, repeats or gives up at a cut: LIFE-05. */
final class Life05Cuts {
    static final Mutant LOSES_MESSAGE = Mutant.of("LIFE-05", "loses the message after a cut")
            .sharedFault(
                    "missing",
                    () -> new CutFault(
                            (cuts, seen, handler, message) -> {
                                if (!seen[0] && cuts.get() > 0) {
                                    seen[0] = true;
                                    return;
                                }
                                handler.onMessage(message);
                            },
                            false));

    static final Mutant REPEATS_MESSAGE = Mutant.of("LIFE-05", "repeats the message after a cut")
            .representative()
            .sharedFault(
                    "repeated",
                    () -> new CutFault(
                            (cuts, seen, handler, message) -> {
                                if (!seen[0] && cuts.get() > 0) {
                                    seen[0] = true;
                                    handler.onMessage(message);
                                }
                                handler.onMessage(message);
                            },
                            false));

    static final Mutant ACKNOWLEDGES_LOST_STORE = cut(
                    "acknowledges a store that the cut has stopped", "missing", (broken, store) -> {
                        if (!broken) {
                            store.run();
                        }
                    })
            .inEveryBuild();

    static final Mutant WRONG_EXCEPTION =
            cut("fails a store with another exception", "broken pipe", (broken, store) -> {
                if (broken) {
                    throw new IllegalStateException("broken pipe");
                }
                store.run();
            });

    static final Mutant NEVER_RECONNECTS = Mutant.of("LIFE-05", "never connects again")
            .sharedFault("storing works again", () -> new Fault() {
                private volatile boolean broken;

                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    return Faults.stores(correct, (backend, namespace, topic, message) -> {
                        if (broken) {
                            throw new MessagingConnectionException("not connected");
                        }
                        backend.storeMessage(namespace, topic, message);
                    });
                }

                @Override
                public void cut() {
                    broken = true;
                }
            });

    static final Mutant ASYNC_STORE_NEVER_COMPLETES = Mutant.of(
                    "LIFE-05", "an async store in progress at a cut never completes")
            .sharedFault("the future of an async store completes", () -> new Fault() {
                private final AtomicBoolean broken = new AtomicBoolean();

                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    return Changes.async(correct, (backend, namespace, topic, message) -> {
                        CompletableFuture<Void> right = backend.storeMessageAsync(namespace, topic, message);
                        return broken.getAndSet(false) ? new CompletableFuture<>() : right;
                    });
                }

                @Override
                public void cut() {
                    broken.set(true);
                }
            });

    static final Mutant ENDS_SUBSCRIPTIONS = Mutant.of("LIFE-05", "ends its subscriptions at a cut")
            .sharedFault("receives", () -> new Fault() {
                private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    return Changes.subscribe(correct, (backend, topic, handler, options) -> {
                        Subscription right = backend.subscribe(topic, handler, options);
                        if (!options.isDurable()) {
                            subscriptions.add(right);
                        }
                        return right;
                    });
                }

                @Override
                public void cut() {
                    subscriptions.forEach(Subscription::close);
                }
            });

    static final Mutant RESUBSCRIBES_AT_END = Mutant.of("LIFE-05", "subscribes again after a cut, at the end")
            .sharedFault("missing", () -> new Fault() {
                private final AtomicInteger cuts = new AtomicInteger();

                @Override
                public MessagingBackend open(MessagingBackend correct) {
                    return Faults.plainHandlers(correct, (topic, handler, options) -> {
                        AtomicInteger known = new AtomicInteger();
                        AtomicInteger lost = new AtomicInteger();
                        return message -> {
                            if (known.getAndSet(cuts.get()) != cuts.get()) {
                                lost.set(2);
                            }
                            if (lost.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
                                handler.onMessage(message);
                            }
                        };
                    });
                }

                @Override
                public void cut() {
                    cuts.incrementAndGet();
                }
            });

    private static Mutant cut(String name, String telling, Cut cut) {
        return Mutant.of("LIFE-05", name).sharedFault(telling, () -> new Fault() {
            private final AtomicBoolean broken = new AtomicBoolean();

            @Override
            public MessagingBackend open(MessagingBackend correct) {
                return Changes.store(correct, (backend, namespace, topic, message) -> {
                    cut.store(broken.getAndSet(false), () -> backend.storeMessage(namespace, topic, message));
                });
            }

            @Override
            public void cut() {
                broken.set(true);
            }
        });
    }

    private interface Cut {
        void store(boolean broken, Runnable store);
    }
}
