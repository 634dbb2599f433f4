package io.messaging.embedded.client.shared;

import io.messaging.store.group.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** How a member speaks to its server over one connection. Thread-safe. What fails breaks the connection and is not thrown. */
public interface MemberChannel {
    /** Says how messages ended, in one write. */
    void send(List<Outcome> outcomes);

    /** Gives a message to others. */
    void giveBack(long token);

    /** Runs something on another thread; false when there is none left. */
    boolean execute(Runnable task);

    /** Leaves the group; completes when the server knows, or the connection is gone. */
    CompletableFuture<Void> detach();
}
