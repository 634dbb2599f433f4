package io.messaging.selftest.delivering;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.Subscription;
import io.messaging.backend.SubscriptionEnd;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Delegate;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/** Runs callbacks of futures on threads that it needs itself: SUB-19. */
final class Sub19Continuations {
    static final Mutant COMPLETES_IN_SEQUENCE = Mutant.of("SUB-19", "completes one future after the other")
            .representative()
            .sharedFault("futures complete", () -> {
                AtomicReference<CompletableFuture<Void>> last =
                        new AtomicReference<>(CompletableFuture.completedFuture(null));
                return Changes.async((backend, namespace, topic, message) -> {
                    CompletableFuture<Void> stored = backend.storeMessageAsync(namespace, topic, message);
                    CompletableFuture<Void> told = new CompletableFuture<>();
                    last.updateAndGet(before -> before.handleAsync((ok, failure) -> {
                        tell(stored, told);
                        return null;
                    }));
                    return told;
                });
            });

    static final Mutant COMPLETES_UNDER_LOCK = Mutant.of("SUB-19", "holds a lock while it completes a future")
            .inEveryBuild()
            .sharedFault("calls end", () -> {
                ReentrantLock lock = new ReentrantLock();
                return correct -> locking(correct, lock);
            });

    static final Mutant SHARES_FUTURE = Mutant.of("SUB-19", "gives all callers the same future")
            .inEveryBuild()
            .sharedFault("normally", () -> {
                CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
                return Changes.async((backend, namespace, topic, message) -> {
                    CompletableFuture<Void> stored = backend.storeMessageAsync(namespace, topic, message);
                    return stored.isCompletedExceptionally() ? stored : done;
                });
            });

    static final Mutant ENDS_BEFORE_CLOSE_RETURNS = Mutant.of("SUB-19", "reports an end before its close returns")
            .inEveryBuild()
            .fault("close returns", Changes.subscribe((backend, topic, handler, options) -> {
                Subscription subscription = backend.subscribe(topic, handler, options);
                CompletableFuture<SubscriptionEnd> told = new CompletableFuture<>();
                AtomicBoolean byClose = new AtomicBoolean();
                Subscription closing = Faults.closing(subscription, closed -> {
                    byClose.set(true);
                    closed.close();
                    told.complete(closed.ended().toCompletableFuture().join());
                });
                subscription.ended().thenAcceptAsync(end -> {
                    if (!byClose.get()) {
                        told.complete(end);
                    }
                });
                return Faults.ended(closing, told.minimalCompletionStage());
            }));

    private static void tell(CompletableFuture<Void> stored, CompletableFuture<Void> told) {
        stored.handle((ok, failure) -> failure == null ? told.complete(null) : told.completeExceptionally(failure));
    }

    private static Delegate locking(MessagingBackend correct, ReentrantLock lock) {
        return new Delegate(correct) {
            @Override
            public void storeMessage(String namespace, String topic, Message message) {
                lock.lock();
                try {
                    super.storeMessage(namespace, topic, message);
                } finally {
                    lock.unlock();
                }
            }

            @Override
            public CompletableFuture<Void> storeMessageAsync(String namespace, String topic, Message message) {
                CompletableFuture<Void> stored = super.storeMessageAsync(namespace, topic, message);
                CompletableFuture<Void> told = new CompletableFuture<>();
                CompletableFuture.runAsync(() -> {
                    lock.lock();
                    try {
                        tell(stored, told);
                    } finally {
                        lock.unlock();
                    }
                });
                return told;
            }
        };
    }
}
