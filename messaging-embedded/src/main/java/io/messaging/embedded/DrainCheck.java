package io.messaging.embedded;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.SubscriberEntry;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Whether subscribers have handled what is stored: asks each subscription to some topics to answer when it has; see
 * {@link EmbeddedServer#checkDrained}. Thread-safe.
 *
 * <p>A peer that speaks the Python dialect cannot say what it has handled: what was sent to it counts as handled.
 */
public final class DrainCheck {
    private final ServerCore core;
    private final Predicate<String> topics;
    private final Set<SubscriberEntry> asked;
    private final Set<SubscriberEntry> pending = ConcurrentHashMap.newKeySet();
    private final long storedBefore;
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

    private DrainCheck(ServerCore core, Predicate<String> topics) {
        this.core = core;
        this.topics = topics;
        this.asked = core.registry().entries(topics);
        this.storedBefore = core.store().storedIn(topics);
        pending.addAll(asked);
    }

    static DrainCheck start(ServerCore core, Predicate<String> topics) {
        DrainCheck check = new DrainCheck(core, topics);
        check.asked.forEach(entry -> entry.whenDrained(() -> check.drained(entry)));
        if (check.asked.isEmpty()) {
            check.complete();
        }
        return check;
    }

    private void drained(SubscriberEntry entry) {
        pending.remove(entry);
        if (pending.isEmpty()) {
            complete();
        }
    }

    private void complete() {
        outcome.complete(core.store().storedIn(topics) == storedBefore
                && core.registry().entries(topics).equals(asked));
    }

    /**
     * Completes when all have answered or left. A handler that hangs delays that for ever: set a limit.
     *
     * @return true when meanwhile nothing was stored and nobody came or went: then nothing stored was undelivered, and
     *     no handler was running. False when it is worth asking again. Completed on a thread of the server's, so what
     *     depends on it must not block
     */
    public CompletionStage<Boolean> outcome() {
        return outcome.minimalCompletionStage();
    }

    /**
     * {@return who was asked, a copy: when the outcome is true, all who were subscribed from the question to the last
     * answer}
     */
    public List<Subscriber> subscribers() {
        return asked.stream().map(SubscriberEntry::subscriber).toList();
    }

    /** {@return who has not answered yet, a copy} */
    public List<Subscriber> pending() {
        return pending.stream().map(SubscriberEntry::subscriber).toList();
    }
}
