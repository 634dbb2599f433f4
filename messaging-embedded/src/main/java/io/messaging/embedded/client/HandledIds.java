package io.messaging.embedded.client;

import io.messaging.message.GemstoneId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * The messages that a durable subscription handled last. An acknowledgement that was on its way when a connection died
 * may not have arrived; the same messages then come again first of all, and are recognised here. Used by the
 * delivering thread only.
 */
final class HandledIds {
    /** At least as many as can be on the way. */
    private static final int REMEMBERED = 2 * DurableWindowSource.WINDOW;

    private final Set<GemstoneId> ids = new HashSet<>();
    private final ArrayDeque<GemstoneId> order = new ArrayDeque<>();

    void add(GemstoneId id) {
        if (ids.add(id)) {
            order.add(id);
            if (order.size() > REMEMBERED) {
                ids.remove(order.poll());
            }
        }
    }

    boolean contains(GemstoneId id) {
        return ids.contains(id);
    }
}
