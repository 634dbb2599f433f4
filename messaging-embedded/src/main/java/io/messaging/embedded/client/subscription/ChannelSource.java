package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.wire.Dialect;
import io.messaging.embedded.client.wire.PushTarget;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.Words;
import io.messaging.message.Message;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;

/** A source that the reader of a channel fills; the handler's thread polls. */
abstract class ChannelSource implements PushTarget {
    private static final int MAX_PUBLISHED = 1_000;

    private final SubscriptionChannel channel;
    private final long id;
    private final Queue<Message> published = new LinkedBlockingQueue<>(MAX_PUBLISHED);

    ChannelSource(SubscriptionChannel channel, long id) {
        this.channel = channel;
        this.id = id;
    }

    final SubscriptionChannel channel() {
        return channel;
    }

    /** Returns the subscription's number on the connection. */
    final long id() {
        return id;
    }

    @Override
    public final void offerPublished(Message message) {
        published.offer(message);
    }

    final Message pollPublished() {
        return published.poll();
    }

    /** The server has confirmed the subscription; its answer says where it starts. */
    void attached(Words answer, Dialect dialect) throws ProtocolException {
        startsAt(dialect.start(answer));
    }

    /** The server has confirmed the subscription and said where it starts. */
    abstract void startsAt(long position);

    /** The server asks for an answer when everything before this has been handled. */
    void offerSync(long number) {
        // durable clients acknowledge each message in time, so the server does not ask
    }
}
