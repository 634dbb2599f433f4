package io.messaging.embedded;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.server.SettleRound;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The answers of subscribers to the question whether they have handled what is stored; see {@link EmbeddedServer#settle}.
 * Thread-safe.
 *
 * <p>A peer that speaks the plain dialect cannot say what it has handled: what was sent to it counts as handled.
 */
public final class Settlement {
    private final SettleRound round;

    Settlement(SettleRound round) {
        this.round = round;
    }

    /**
     * Completes when all have answered or left, which a handler that hangs delays for ever: set a limit.
     *
     * @return true when meanwhile nothing was stored and nobody came or went: then nothing stored was undelivered, and
     *     no handler was running. False when it is worth asking again. Completed on a thread of the server's, so what
     *     depends on it must not block
     */
    public CompletionStage<Boolean> outcome() {
        return round.outcome();
    }

    /**
     * Lists who was asked: when the outcome is true, all who were subscribed from the question to the last answer.
     *
     * @return a copy
     */
    public List<Subscriber> subscribers() {
        return round.subscribers();
    }

    /**
     * Lists who has not answered yet.
     *
     * @return a copy
     */
    public List<Subscriber> pending() {
        return round.pending();
    }
}
