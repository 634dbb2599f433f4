package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.message.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The messages that a server has delivered for one subscription and no handler has taken yet. The server keeps within
 * the window, so the queue has no bound of its own. The connection's reader offers, the handler's thread polls.
 */
class WindowSource extends ChannelSource implements LinkSource {
    static final int WINDOW = 1_024;

    /** A message; or, with none, the number of a sync that is due when all before it is handled. */
    private record Delivered(Message message, String topic, long number, long sync, long expiryNanos) {}

    private final String serverId;
    private final Queue<Delivered> queue = new ConcurrentLinkedQueue<>();
    private volatile long nextPosition;

    // These belong to the handler's thread.
    private Delivered taken;
    private long handledNumber;
    private int unacknowledged;
    private long unacknowledgedBytes;

    WindowSource(SubscriptionChannel channel, long id, String serverId) {
        super(channel, id);
        this.serverId = serverId;
    }

    @Override
    void startsAt(long position) {
        nextPosition = position;
        handledNumber = position;
    }

    @Override
    public void offer(Message message, long next, long expiryNanos, boolean redelivered) {
        nextPosition = next;
        add(message, null, next, expiryNanos);
    }

    final void add(Message message, String topic, long number, long expiryNanos) {
        queue.add(new Delivered(message, topic, number, Acknowledge.NO_SYNC, expiryNanos));
    }

    @Override
    void offerSync(long number) {
        queue.add(new Delivered(null, null, 0, number, Expiry.NEVER));
    }

    @Override
    public Message poll() {
        Message transientMessage = pollPublished();
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
        handledNumber = done.number();
        unacknowledged++;
        unacknowledgedBytes += done.message().jsonLength();
        if (unacknowledged >= WINDOW / 2 || unacknowledgedBytes >= Attach.WINDOW_BYTES / 2) {
            sendAcknowledgement(Acknowledge.NO_SYNC);
        }
    }

    private void sendAcknowledgement(long sync) {
        unacknowledged = 0;
        unacknowledgedBytes = 0;
        channel().acknowledge(new Acknowledge(id(), handledNumber, sync));
    }

    @Override
    public final String topic() {
        return taken == null ? null : taken.topic();
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
