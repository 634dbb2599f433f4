package io.messaging.embedded.server;

import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.RawJson;
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
    private static final int FEED_BYTES = 1_024;
    private static final int ON_THE_WAY_BYTES = 64;

    private final Session session;
    private final ServerCore core;
    private final EncodedMessages encoded;
    private final Map<String, PlainFeed> plain = new HashMap<>();
    private final Map<Long, AttachedFeed> attached = new HashMap<>();
    private final Map<Long, DurableFeed> durable = new HashMap<>();
    /** What all feeds have on the way unacknowledged. */
    private int onTheWay;

    private final ArrayDeque<Feed> ring = new ArrayDeque<>();
    private boolean rawTaken;

    Feeds(Session session, ServerCore core, EncodedMessages encoded) {
        this.session = session;
        this.core = core;
        this.encoded = encoded;
    }

    /** The client has said what it knows. */
    void clientVersion(int version) {
        rawTaken = version >= RawJson.SINCE_VERSION;
    }

    /** A second subscription of the connection to the topic changes nothing. */
    void subscribe(String topic) throws ProtocolException {
        if (!plain.containsKey(topic)) {
            requireRoom();
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
    long attach(Attach attach) throws ProtocolException {
        detach(attach.id());
        requireRoom();
        AttachedFeed feed = new AttachedFeed(session, attach, encoded, rawTaken);
        feed.open(core.store(), attach.position());
        long position = feed.position();
        attached.put(attach.id(), feed);
        start(feed);
        return position;
    }

    /** Claims a durable client's messages; an older claim is told to end. Gives the claim's number. */
    long attach(AttachDurable attach) throws ProtocolException {
        detach(attach.id());
        requireRoom();
        DurableFeed feed = new DurableFeed(session, attach, encoded, rawTaken);
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

    private int count() {
        return plain.size() + attached.size() + durable.size();
    }

    private void requireRoom() throws ProtocolException {
        if (count() >= core.limits().maxSubscriptions()) {
            throw new ProtocolException(
                    ErrorCode.TOO_MANY,
                    "this connection has " + count()
                            + " subscriptions, the most one may (max_subscriptions_per_connection); end some, or raise "
                            + "the limit");
        }
    }

    /** A message went on its way to be acknowledged (1), or some were (less than 0). */
    void onTheWay(int change) {
        onTheWay += change;
    }

    /** About what they have the server hold. */
    long heldBytes() {
        return (long) FEED_BYTES * count() + (long) ON_THE_WAY_BYTES * onTheWay;
    }

    private void start(Feed feed) {
        core.registry().add(feed.topic(), feed);
        ready(feed);
    }

    private void close(Feed feed) {
        if (feed != null) {
            core.registry().remove(feed.topic(), feed); // before it grants wishes: who asked must see that it left
            feed.close();
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
