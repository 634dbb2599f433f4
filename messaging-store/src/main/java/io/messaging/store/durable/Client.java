package io.messaging.store.durable;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One durable client: its topics, and whose turn it is. Only one attachment at a time has messages out, so that at most
 * one message of the client is being handled, over all its topics and instances (DUR-07); attachments that want the
 * turn get it in the order they asked.
 *
 * <p>Everything is guarded by {@link #lock}; no callback runs under it.
 */
final class Client {
    final String id;
    final ReentrantLock lock = new ReentrantLock();
    final Map<String, ClientTopic> topics = new LinkedHashMap<>();

    private final Set<Attachment> waiting = new LinkedHashSet<>();
    private Attachment turn;
    private boolean retired;

    Client(String id) {
        this.id = id;
    }

    /** Asks for the turn; who does not get it is notified when it comes. */
    boolean mayDeliver(Attachment asking) {
        boolean may = turn == null ? isFirst(asking) : turn == asking && waiting.isEmpty();
        if (!may) {
            waiting.add(asking);
        }
        return may;
    }

    private boolean isFirst(Attachment asking) {
        return waiting.isEmpty() || waiting.iterator().next() == asking;
    }

    void takeTurn(Attachment taking) {
        waiting.remove(taking);
        turn = taking;
    }

    /**
     * Ends an attachment's turn, and its request for one.
     *
     * @return whom to notify, outside the lock, that its turn has come; or null
     */
    Attachment passTurn(Attachment passing) {
        waiting.remove(passing);
        if (turn == passing) {
            turn = null;
        }
        return next();
    }

    /** Ends an attachment's turn while it still wants to go on: others that wait come first. */
    Attachment yieldTurn(Attachment yielding) {
        boolean wantsMore = waiting.remove(yielding);
        if (turn == yielding) {
            turn = null;
        }
        if (wantsMore) {
            waiting.add(yielding);
        }
        return next();
    }

    /**
     * Ends this object's life once it has nothing to remember and nobody holds or wants its turn: until then, whoever
     * claims the same client again has to find the turn here.
     *
     * @return whether it is time to drop it; it is never to be used again then
     */
    boolean retireIfIdle() {
        retired = topics.isEmpty() && turn == null && waiting.isEmpty();
        return retired;
    }

    boolean isRetired() {
        return retired;
    }

    private Attachment next() {
        return turn != null || waiting.isEmpty() ? null : waiting.iterator().next();
    }
}
