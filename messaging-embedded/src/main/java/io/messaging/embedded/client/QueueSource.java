package io.messaging.embedded.client;

import io.messaging.message.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The messages that a server of the plain dialect has pushed and no handler has taken yet. That dialect has no way to
 * hold a server back, so a handler that is always slower than the storers lets this grow.
 */
final class QueueSource implements MessageSource {
    private record Waiting(Message message, long expiryNanos) {}

    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

    void offer(Message message) {
        queue.add(new Waiting(message, Expiry.atMostOf(message)));
    }

    @Override
    public Message poll() {
        Waiting next = queue.poll();
        while (next != null && Expiry.isOver(next.expiryNanos())) {
            next = queue.poll();
        }
        return next == null ? null : next.message();
    }

    /** No server's: there are no positions in the plain dialect. */
    @Override
    public String serverId() {
        return "";
    }

    @Override
    public long nextPosition() {
        return 0;
    }

    @Override
    public void close() {
        queue.clear();
    }
}
