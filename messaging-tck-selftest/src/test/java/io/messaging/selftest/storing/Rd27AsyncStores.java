package io.messaging.selftest.storing;

import io.messaging.backend.MessagingException;
import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Reference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Gives up order or failures for async stores: RD-27. */
final class Rd27AsyncStores {
    private static final int LARGE_BYTES = 65_536;

    static final Mutant ANY_THREAD = Mutant.of("RD-27", "stores async on any thread of a pool")
            .sharedFault(
                    "rd27_",
                    () -> Changes.async((backend, namespace, topic, message) -> {
                        backend.getMessagesForTopic(topic);
                        backend.loadSubscribers(namespace);
                        CompletableFuture<Void> done = new CompletableFuture<>();
                        CompletableFuture.runAsync(() -> {
                                    if (ThreadLocalRandom.current().nextInt(4) == 0) {
                                        Thread.yield();
                                    }
                                    backend.storeMessageAsync(namespace, topic, message)
                                            .whenComplete((ok, failure) -> {
                                                if (failure == null) {
                                                    done.complete(null);
                                                } else {
                                                    done.completeExceptionally(failure);
                                                }
                                            });
                                })
                                .exceptionally(failure -> {
                                    done.completeExceptionally(failure.getCause());
                                    return null;
                                });
                        return done;
                    }));

    static final Mutant WRONG_EXCEPTION = async(
            "fails async with another exception",
            "throws RejectedMessageException",
            (future, failure) -> future.completeExceptionally(new IllegalStateException(failure)));

    static final Mutant SWALLOWS_FAILURE = async(
                    "reports a failed async store as successful",
                    "no exception",
                    (future, failure) -> future.complete(null))
            .representative();

    static final Mutant NEVER_COMPLETES_FAILURE = async(
            "never completes a failed async store",
            "every future of storeMessageAsync completes",
            (future, failure) -> {});

    static final Mutant THROWS_AT_ONCE = Mutant.of("RD-27", "throws at once where the future should fail")
            .fault("RejectedMessageException", Changes.async((backend, namespace, topic, message) -> {
                CompletableFuture<Void> future = backend.storeMessageAsync(namespace, topic, message);
                if (future.isCompletedExceptionally()) {
                    try {
                        future.join();
                    } catch (CompletionException e) {
                        if (e.getCause() instanceof RejectedMessageException cause) {
                            throw cause;
                        }
                    }
                }
                return future;
            }));

    static final Mutant DROPS_AFTER_REFUSAL = Mutant.of("RD-27", "drops async stores after one that was refused")
            .inEveryBuild()
            .sharedFault("missing (1)", () -> {
                Set<String> broken = ConcurrentHashMap.newKeySet();
                return correct -> new Delegate(correct) {
                    @Override
                    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                        if (topic != null && broken.contains(topic)) {
                            return CompletableFuture.completedFuture(null);
                        }
                        CompletableFuture<Void> future = super.storeMessageAsync(namespace, topic, message);
                        if (future.isCompletedExceptionally() && !isClosed()) {
                            broken.add(topic);
                        }
                        return future;
                    }

                    private boolean isClosed() {
                        try {
                            super.getMessagesForTopic("t");
                            return false;
                        } catch (MessagingException e) {
                            return true;
                        }
                    }
                };
            });

    static final Mutant OVERTAKEN_BY_PLAIN_STORE = Mutant.of(
                    "RD-27", "lets a plain store overtake the async ones before it")
            .sharedFault("missing", () -> {
                Map<Thread, CompletableFuture<Void>> last = new ConcurrentHashMap<>();
                return Changes.async((backend, namespace, topic, message) -> {
                    backend.loadSubscribers("n");
                    CompletableFuture<Void> before =
                            last.getOrDefault(Thread.currentThread(), CompletableFuture.completedFuture(null));
                    CompletableFuture<Void> mine = before.handle((ok, failure) -> null)
                            .thenComposeAsync(nothing -> {
                                Faults.pause(20_000);
                                return backend.storeMessageAsync(namespace, topic, message);
                            });
                    last.put(Thread.currentThread(), mine);
                    return mine;
                });
            });

    static final Mutant SMALL_OVERTAKE_LARGE = Mutant.of("RD-27", "small async stores overtake large ones")
            .fault(
                    "missing",
                    Changes.async((backend, namespace, topic, message) ->
                            message.jsonLength() < LARGE_BYTES || message.jsonLength() > Reference.MAX_MESSAGE_BYTES
                                    ? backend.storeMessageAsync(namespace, topic, message)
                                    : CompletableFuture.runAsync(() -> {
                                        Faults.pause(5_000_000);
                                        backend.storeMessage(namespace, topic, message);
                                    })));

    static final Mutant AT_MOST_500 = Mutant.of("RD-27", "has room for 500 async stores in progress")
            .fault("RejectedExecutionException", correct -> {
                ThreadPoolExecutor sender =
                        new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(500));
                return new Delegate(correct) {
                    private final Map<Thread, CompletableFuture<?>> last = new ConcurrentHashMap<>();

                    @Override
                    public void storeMessage(String namespace, String topic, Message message) {
                        CompletableFuture<?> before = last.remove(Thread.currentThread());
                        if (before != null) {
                            before.handle((ok, failure) -> null).join();
                        }
                        super.storeMessage(namespace, topic, message);
                    }

                    @Override
                    public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                        if (!Faults.valid(namespace, topic, message)) {
                            return super.storeMessageAsync(namespace, topic, message);
                        }
                        CompletableFuture<Void> done = new CompletableFuture<>();
                        last.put(Thread.currentThread(), done);
                        try {
                            super.capabilities();
                            sender.execute(() -> {
                                Faults.pause(20_000);
                                try {
                                    correct.storeMessageAsync(namespace, topic, message)
                                            .whenComplete((ok, failure) -> complete(done, failure));
                                } catch (RuntimeException closed) {
                                    done.completeExceptionally(closed);
                                }
                            });
                        } catch (RejectedExecutionException full) {
                            done.completeExceptionally(full);
                        }
                        return done;
                    }
                };
            });

    private static Mutant async(String name, String telling, Outcome outcome) {
        return Mutant.of("RD-27", name).fault(telling, Changes.async((backend, namespace, topic, message) -> {
            CompletableFuture<Void> told = new CompletableFuture<>();
            backend.storeMessageAsync(namespace, topic, message).whenComplete((ok, failure) -> {
                if (failure instanceof RejectedMessageException) {
                    outcome.tell(told, failure);
                } else if (failure != null) {
                    told.completeExceptionally(failure);
                } else {
                    told.complete(null);
                }
            });
            return told;
        }));
    }

    private interface Outcome {
        void tell(CompletableFuture<Void> future, Throwable failure);
    }

    private static void complete(CompletableFuture<Void> done, Throwable failure) {
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure instanceof CompletionException ? failure.getCause() : failure);
        }
    }
}
