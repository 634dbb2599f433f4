package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Asks every subscription to some topics to say when it has handled what is stored. When all have, and nothing was
 * stored and nobody came or went meanwhile, then at that moment all was handled and no handler was running.
 *
 * <p>Thread-safe.
 */
public final class SettleRound {
    private final ServerCore core;
    private final Predicate<String> topics;
    private final Set<SubscriberEntry> asked;
    private final Set<SubscriberEntry> pending = ConcurrentHashMap.newKeySet();
    private final long storedBefore;
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

    SettleRound(ServerCore core, Predicate<String> topics) {
        this.core = core;
        this.topics = topics;
        this.asked = core.registry().entries(topics);
        this.storedBefore = core.store().storedIn(topics);
        pending.addAll(asked);
    }

    SettleRound start() {
        asked.forEach(entry -> entry.whenHandled(() -> handled(entry)));
        if (asked.isEmpty()) {
            complete();
        }
        return this;
    }

    private void handled(SubscriberEntry entry) {
        pending.remove(entry);
        if (pending.isEmpty()) {
            complete();
        }
    }

    private void complete() {
        outcome.complete(core.store().storedIn(topics) == storedBefore
                && core.registry().entries(topics).equals(asked));
    }

    /** True when nothing happened meanwhile; false when it is worth asking again. */
    public CompletionStage<Boolean> outcome() {
        return outcome.minimalCompletionStage();
    }

    /** Those that were asked. */
    public List<Subscriber> subscribers() {
        return asked.stream().map(SubscriberEntry::subscriber).toList();
    }

    /** Those that have not answered yet. */
    public List<Subscriber> pending() {
        return pending.stream().map(SubscriberEntry::subscriber).toList();
    }
}
