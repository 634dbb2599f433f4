package io.messaging.embedded.server;

import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.StreamedLine;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A session's subscriptions, and the ring of those that may have something to push: each pushes one message in its
 * turn, so none starves another. Owned by the event loop.
 */
final class Feeds {
    private final Session session;
    private final ServerCore core;
    private final EncodedMessages encoded;
    private final Map<String, PlainFeed> plain = new HashMap<>();
    private final Map<Long, AttachedFeed> attached = new HashMap<>();
    private final Map<Long, DurableFeed> durable = new HashMap<>();
    private final ArrayDeque<Feed> ring = new ArrayDeque<>();

    Feeds(Session session, ServerCore core, EncodedMessages encoded) {
        this.session = session;
        this.core = core;
        this.encoded = encoded;
    }

    /** A second subscription of the connection to the topic changes nothing. */
    void subscribe(String topic) {
        if (!plain.containsKey(topic)) {
            PlainFeed feed = new PlainFeed(session, topic, encoded);
            feed.open(core.store(), Attach.NOW);
            start(feed);
            plain.put(topic, feed);
        }
    }

    void unsubscribe(String topic) {
        close(plain.remove(topic));
    }

    /** Attaching under an id again starts again. Gives the position that it starts at. */
    long attach(Attach attach) {
        detach(attach.id());
        AttachedFeed feed = new AttachedFeed(session, attach, encoded);
        feed.open(core.store(), attach.position());
        long position = feed.position();
        attached.put(attach.id(), feed);
        start(feed);
        return position;
    }

    /** Claims a durable client's messages; an older claim is told to end. Gives the claim's number. */
    long attach(AttachDurable attach) {
        detach(attach.id());
        DurableFeed feed = new DurableFeed(session, attach, encoded);
        long claim = feed.open(core.durables(), attach.claim());
        durable.put(attach.id(), feed);
        start(feed);
        return claim;
    }

    void detach(long id) {
        close(attached.remove(id));
        close(durable.remove(id));
    }

    void fail(Fail fail) {
        DurableFeed feed = durable.get(fail.id());
        if (feed != null) {
            feed.fail(fail);
            ready(feed);
        }
    }

    void acknowledge(Acknowledge acknowledge) {
        DurableFeed handling = durable.get(acknowledge.id());
        if (handling != null) {
            handling.acknowledge(acknowledge.position());
            ready(handling);
            return;
        }
        AttachedFeed feed = attached.get(acknowledge.id());
        if (feed != null) {
            feed.acknowledge(acknowledge.position());
            if (acknowledge.sync() != Acknowledge.NO_SYNC) {
                feed.synced(acknowledge.sync());
            }
            ready(feed);
        }
    }

    private void start(Feed feed) {
        core.registry().add(feed.topic(), feed);
        ready(feed);
    }

    private void close(Feed feed) {
        if (feed != null) {
            feed.close();
            core.registry().remove(feed.topic(), feed);
        }
    }

    void closeAll() {
        Stream.of(plain, attached, durable).forEach(feeds -> {
            feeds.values().forEach(this::close);
            feeds.clear();
        });
        ring.clear();
    }

    /** A feed may have something to push. */
    void ready(Feed feed) {
        if (feed.list()) {
            ring.add(feed);
            session.loop().ready(session);
        }
    }

    boolean isReady() {
        return !ring.isEmpty();
    }

    /**
     * Pushes whole messages in turn until the buffer is full or there is nothing more.
     *
     * @return a line to be written piece by piece before anything else, or null
     */
    StreamedLine push(ByteBuffer out) {
        for (Feed feed = ring.poll(); feed != null; feed = ring.poll()) {
            switch (feed.push(out)) {
                case WRITTEN -> ring.add(feed);
                case NO_ROOM -> {
                    ring.addFirst(feed);
                    return null;
                }
                case TOO_LARGE -> {
                    ring.add(feed);
                    return feed.streamed();
                }
                case IDLE -> feed.unlist();
            }
        }
        return null;
    }
}
