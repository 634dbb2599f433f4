package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Replies;
import io.messaging.store.StoredJson;

/**
 * A subscription to all topics with a prefix. Positions are those of its topics, so what is in flight has numbers of its own.
 * Owned by the event loop.
 */
final class PrefixFeed extends WindowFeed {
    private long pushed;

    PrefixFeed(Feeds feeds, AttachPrefix attach) {
        super(
                feeds,
                attach.id(),
                new Subscriber(attach.topics().prefix(), null, attach.namespace(), true, null, true),
                attach.window());
    }

    @Override
    long number() {
        return pushed + 1;
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverTopicPrefix(raw, id(), number(), topicTaken(), position(), lifeMillis());
    }

    @Override
    void pushed(StoredJson message) {
        super.pushed(message);
        pushed++;
    }
}
