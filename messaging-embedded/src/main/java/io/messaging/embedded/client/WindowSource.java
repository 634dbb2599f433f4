package io.messaging.embedded.client;

import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.message.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The messages that a server has delivered for one subscription and no handler has taken yet. The server never has
 * more on the way than the window, so the queue needs no bound of its own. The connection's reader offers, the
 * handler's thread polls.
 */
final class WindowSource implements ChannelSource {
    static final int WINDOW = 1_024;
    private static final int MAX_PUBLISHED = 1_000;

    /** A message; or, with none, the number of a sync that is due when all before it is handled. */
    private record Delivered(Message message, long nextPosition, long sync, long expiryNanos) {}

    private final SubscriptionChannel channel;
    private final long id;
    private final String serverId;
    private final Queue<Delivered> queue = new ConcurrentLinkedQueue<>();
    private final Queue<Message> published = new LinkedBlockingQueue<>(MAX_PUBLISHED);
    private volatile long nextPosition;

    // These belong to the handler's thread.
    private Delivered taken;
    private long handledPosition;
    private int unacknowledged;
    private long unacknowledgedBytes;

    WindowSource(SubscriptionChannel channel, long id, String serverId) {
        this.channel = channel;
        this.id = id;
        this.serverId = serverId;
    }

    /** The server has said where it starts. */
    @Override
    public void startsAt(long position) {
        nextPosition = position;
        handledPosition = position;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public void offer(Message message, long next, long expiryNanos) {
        nextPosition = next;
        queue.add(new Delivered(message, next, Acknowledge.NO_SYNC, expiryNanos));
    }

    /** The server wants to know when everything that came before has been handled. */
    @Override
    public void offerSync(long number) {
        queue.add(new Delivered(null, 0, number, Expiry.NEVER));
    }

    /** Takes what was published and not stored, or drops it: it has no position and counts in no window. */
    @Override
    public void offerPublished(Message message) {
        published.offer(message);
    }

    @Override
    public Message poll() {
        Message transientMessage = published.poll();
        if (transientMessage != null) {
            return transientMessage;
        }
        if (taken != null) {
            acknowledge(taken);
        }
        taken = queue.poll();
        while (taken != null && (taken.message() == null || Expiry.isOver(taken.expiryNanos()))) {
            if (taken.message() == null) {
                sendAcknowledgement(taken.sync());
            } else {
                acknowledge(taken);
            }
            taken = queue.poll();
        }
        return taken == null ? null : taken.message();
    }

    private void acknowledge(Delivered done) {
        handledPosition = done.nextPosition();
        unacknowledged++;
        unacknowledgedBytes += done.message().jsonLength();
        if (unacknowledged >= WINDOW / 2 || unacknowledgedBytes >= Attach.WINDOW_BYTES / 2) {
            sendAcknowledgement(Acknowledge.NO_SYNC);
        }
    }

    private void sendAcknowledgement(long sync) {
        unacknowledged = 0;
        unacknowledgedBytes = 0;
        channel.acknowledge(new Acknowledge(id, handledPosition, sync));
    }

    @Override
    public String serverId() {
        return serverId;
    }

    @Override
    public long nextPosition() {
        return nextPosition;
    }

    @Override
    public void close() {
        queue.clear();
    }
}
