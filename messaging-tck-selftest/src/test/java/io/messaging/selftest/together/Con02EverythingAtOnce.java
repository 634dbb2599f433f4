package io.messaging.selftest.together;

import io.messaging.administration.Subscriber;
import io.messaging.backend.BackendClosedException;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Fails when much goes on at once: CON-02. */
final class Con02EverythingAtOnce {
    static final Mutant NO_READS_WHILE_THREE_STORE = Mutant.of("CON-02", "cannot be read while three store")
            .perhapsBreaking("many store at once behind a handler", "SUB-11")
            .perhapsBreaking("they store from several threads, and read", "LIFE-01 SUB-09 RD-12 SUB-05")
            .sharedFault("ConcurrentModification", () -> {
                AtomicInteger storing = new AtomicInteger();
                return correct -> Faults.sorts(
                        Faults.stores(correct, (backend, namespace, topic, message) -> {
                            storing.incrementAndGet();
                            try {
                                backend.storeMessage(namespace, topic, message);
                                Thread.yield();
                            } finally {
                                storing.decrementAndGet();
                            }
                        }),
                        list -> {
                            if (storing.get() > 2) {
                                throw new ConcurrentModificationException();
                            }
                            return list;
                        });
            });

    static final Mutant NULL_AT_CLOSE = Mutant.of("CON-02", "a call that meets a close finds null")
            .perhapsBreaking("they look for the close from a thread that has called before", "LIFE-01")
            .fault("NullPointerException", correct -> new Delegate(correct) {
                private final Set<Thread> callers = ConcurrentHashMap.newKeySet();
                private volatile Thread closer;

                @Override
                public List<Message> getMessagesForTopic(String topic) {
                    return inUse(() -> super.getMessagesForTopic(topic));
                }

                @Override
                public void storeMessage(String namespace, String topic, Message message) {
                    inUse(() -> {
                        super.storeMessage(namespace, topic, message);
                        return null;
                    });
                }

                @Override
                public List<Message> getMessagesById(String namespace, List<GemstoneId> ids) {
                    return inUse(() -> super.getMessagesById(namespace, ids));
                }

                private <T> T inUse(Supplier<T> call) {
                    try {
                        T result = call.get();
                        callers.add(Thread.currentThread());
                        return result;
                    } catch (BackendClosedException e) {
                        if (closer != Thread.currentThread() && callers.contains(Thread.currentThread())) {
                            throw new NullPointerException("channel");
                        }
                        throw e;
                    }
                }

                @Override
                public void close() {
                    closer = Thread.currentThread();
                    super.close();
                }
            });

    static final Mutant ASYNC_STORE_NEVER_COMPLETES = Mutant.of(
                    "CON-02", "an async store that meets a close never completes")
            .representative()
            .fault("every future of storeMessageAsync completes", correct -> new Delegate(correct) {
                private final AtomicInteger calls = new AtomicInteger();

                @Override
                public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                    try {
                        CompletableFuture<Void> right = super.storeMessageAsync(namespace, topic, message);
                        calls.incrementAndGet();
                        return right;
                    } catch (BackendClosedException e) {
                        if (calls.get() > 2) {
                            return new CompletableFuture<>();
                        }
                        throw e;
                    }
                }
            });

    static final Mutant CONCURRENT_SUBSCRIBERS_LIST = Mutant.of(
                    "CON-02", "fails when it lists subscribers while they change")
            .inEveryBuild()
            .fault("ConcurrentModification", correct -> new Delegate(correct) {
                private final AtomicInteger subscribing = new AtomicInteger();

                @Override
                public Subscription subscribe(String topic, MessageHandler handler, SubscriptionOptions options) {
                    subscribing.incrementAndGet();
                    try {
                        Subscription right = super.subscribe(topic, handler, options);
                        Thread.yield();
                        return right;
                    } finally {
                        subscribing.decrementAndGet();
                    }
                }

                @Override
                public List<Subscriber> loadSubscribers(String namespace) {
                    if (subscribing.get() > 0) {
                        throw new ConcurrentModificationException();
                    }
                    return super.loadSubscribers(namespace);
                }
            });

    static final Mutant CLOSE_LOSES_OTHER_STORES = Mutant.of(
                    "CON-02", "closing one instance loses what another stores meanwhile")
            .sharedFault("missing", () -> {
                AtomicInteger closing = new AtomicInteger();
                return correct -> Faults.stores(
                        new Delegate(correct) {
                            @Override
                            public void close() {
                                closing.incrementAndGet();
                                Thread.yield();
                                try {
                                    super.close();
                                    Thread.yield();
                                } finally {
                                    closing.decrementAndGet();
                                }
                            }
                        },
                        (backend, namespace, topic, message) -> {
                            if (closing.get() == 0 || message == null || topic == null || topic.isBlank()) {
                                backend.storeMessage(namespace, topic, message);
                            } else {
                                backend.getMessagesForTopic(topic);
                            }
                        });
            });
}
