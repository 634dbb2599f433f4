package io.messaging.embedded.client.shared;

import io.messaging.store.group.Outcome;
import java.util.concurrent.CompletableFuture;

/** A subscription's share in a group at one server. Thread-safe; several handlers use it at once. */
public interface Membership {
    /** Returns the next message, or null when there is none now. */
    SharedMessage next();

    /** The handling of a message has ended. */
    void ended(Outcome outcome);

    /** A message is to be handled by others. */
    void giveBack(long token);

    /** Takes nothing more; what is in hand may still be settled. */
    void close();

    /**
     * Leaves the group: what is not settled goes to others.
     *
     * @return completes when the server knows, or cannot be told
     */
    CompletableFuture<Void> release();
}
