package io.messaging.embedded.server.session;

import io.messaging.backend.MessagingException;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.log.SafeLog;
import io.messaging.store.StoreBatch;
import io.messaging.store.log.LogException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Makes what sessions have stored safe, in one go for all that have had a turn, and then has them send their replies. Never blocks on a
 * force. Owned by the event loop.
 */
final class StoreCommits {
    private static final System.Logger LOGGER = SafeLog.of(StoreCommits.class);

    private final ServerCore core;
    private final StoreBatch batch;
    private final Executor loop;
    private final Consumer<Session> onFailure;
    private List<Session> waiting = new ArrayList<>();
    private boolean logged;

    /**
     * Creates it.
     *
     * @param loop runs something on the loop's thread: at once when called there
     * @param onFailure ends a session whose stores may not be safe: its client tries again
     */
    StoreCommits(ServerCore core, Executor loop, Consumer<Session> onFailure) {
        this.core = core;
        this.batch = core.store().batch();
        this.loop = loop;
        this.onFailure = onFailure;
    }

    StoreBatch batch() {
        return batch;
    }

    /** Whether something waits to be committed. */
    boolean isPending() {
        return !batch.isEmpty();
    }

    /** A session's turn has stored something, and its replies are held. */
    void add(Session session) {
        waiting.add(session);
    }

    /** Makes what was stored safe. */
    void commit() {
        if (!isPending()) {
            return;
        }
        List<Session> committed = waiting;
        waiting = new ArrayList<>();
        batch.whenSafe(failure -> loop.execute(() -> ended(committed, failure)));
    }

    private void ended(List<Session> sessions, MessagingException failure) {
        if (failure == null) {
            sessions.forEach(Session::released);
            return;
        }
        if (failure instanceof LogException disk) {
            core.failed(disk);
        }
        if (!logged) {
            logged = true;
            LOGGER.log(
                    Level.ERROR,
                    "what was stored is not safe; it is not acknowledged: " + failure.getMessage(),
                    failure);
        }
        sessions.forEach(onFailure);
    }
}
