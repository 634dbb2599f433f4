package io.messaging.store.durable;

import io.messaging.message.Message;
import java.util.Collection;

/**
 * A message that is out. Immutable.
 *
 * @param leftOut what the cursor had left out before it
 * @param from the place it was given back to; null where it comes from the topic
 */
record Outstanding(long token, long position, long leftOut, Message message, Requeued from) {
    boolean requeued() {
        return from != null;
    }

    boolean wasBegun(ClientTopic state) {
        return requeued() || position < state.begunBefore;
    }

    /** Returns the position behind those with which a handler may have begun: up to a token; 0 for none. */
    static long begunBefore(Collection<Outstanding> all, long token) {
        long before = 0;
        for (Outstanding left : all) {
            if (left.token <= token && !left.requeued()) {
                before = Math.max(before, left.position + 1);
            }
        }
        return before;
    }
}
