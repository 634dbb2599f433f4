package io.messaging.spi.delivery;

import io.messaging.backend.SubscriptionEnd;
import io.messaging.backend.SubscriptionEnd.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** The end of a subscription, which comes once and for a reason, and programs' callbacks for it. Thread-safe. */
public final class Ending {
    private final AtomicReference<SubscriptionEnd> end = new AtomicReference<>();
    private final UserFuture<SubscriptionEnd> stage;

    /**
     * Creates the end of a subscription that has not ended.
     *
     * @param callbacks runs programs' callbacks for the end
     */
    public Ending(Executor callbacks) {
        stage = new UserFuture<>(callbacks);
    }

    /**
     * Ends. The first reason stands.
     *
     * @param reason the kind of end
     * @param detail a sentence for people
     */
    public void end(Reason reason, String detail) {
        SubscriptionEnd first = new SubscriptionEnd(reason, detail);
        if (end.compareAndSet(null, first)) {
            stage.settle(first, null);
        }
    }

    /**
     * {@return whether the end has come: true from the first {@link #end} on, even while callbacks wait for their turn}
     */
    public boolean hasCome() {
        return end.get() != null;
    }

    /** {@return the end for programs, which completes when it has come} */
    public CompletionStage<SubscriptionEnd> stage() {
        SubscriptionEnd known = end.get();
        return known == null ? stage.minimalCompletionStage() : CompletableFuture.completedStage(known);
    }
}
