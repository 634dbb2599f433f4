package io.messaging.embedded.server.feed;

import io.messaging.administration.Origin;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.AttachPrefix;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.ErrorCode;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.RawJson;
import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.protocol.StreamedLine;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.embedded.server.core.ServerOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.PrefixCursor;
import io.messaging.store.group.Outcome;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A session's subscriptions, and the ring of those that may have something to push: each pushes one message in its
 * turn, so none starves another. Owned by the event loop.
 */
public final class Feeds {
    private static final int FEED_BYTES = 1_024;
    private static final int IN_FLIGHT_BYTES = 64;

    private final FeedHost host;
    private final ServerCore core;
    private final EncodedMessages encoded;
    private final Map<String, TopicFeed> byTopic = new HashMap<>();
    private final Map<Long, Feed> byId = new HashMap<>();

    /** What all feeds have in flight. */
    private int inFlight;

    private final ArrayDeque<Feed> ring = new ArrayDeque<>();
    private boolean rawTaken;
    private boolean redeliveredTaken;

    /** Null for a client that has not said which process it is. */
    private Origin client;

    public Feeds(FeedHost host, ServerCore core, EncodedMessages encoded) {
        this.host = host;
        this.core = core;
        this.encoded = encoded;
    }

    FeedHost host() {
        return host;
    }

    EncodedMessages encoded() {
        return encoded;
    }

    boolean isRawTaken() {
        return rawTaken;
    }

    boolean isRedeliveredTaken() {
        return redeliveredTaken;
    }

    /** The client has said which version of our additions it knows. */
    public void clientVersion(int version) {
        rawTaken = version >= RawJson.SINCE_VERSION;
        redeliveredTaken = version >= Replies.REDELIVERED_SINCE_VERSION;
    }

    /** The client has said which process it is; null where it has not. */
    public void client(Origin origin) {
        client = origin;
    }

    /** Returns the origin of what the client subscribes now, null where that is not known. */
    Origin origin() {
        return client == null ? null : client.at(core.settings().clock().instant());
    }

    /** Subscribes the connection to a topic, unless it is subscribed. */
    public void subscribe(String topic) throws ProtocolException {
        if (!byTopic.containsKey(topic)) {
            requireRoom();
            TopicFeed feed = new TopicFeed(this, topic);
            feed.open(core.store(), CursorStart.FROM_NOW);
            start(feed);
            byTopic.put(topic, feed);
        }
    }

    /** Ends {@link #subscribe}. */
    public void unsubscribe(String topic) {
        close(byTopic.remove(topic));
    }

    /** Starts a subscription, again where there is one of that id; returns the position that it starts at. */
    public long attach(Attach attach) throws ProtocolException {
        detach(attach.id(), Long.MAX_VALUE);
        requireRoom();
        WindowFeed feed = new WindowFeed(this, attach);
        feed.open(core.store(), attach.start());
        long position = feed.position();
        byId.put(attach.id(), feed);
        start(feed);
        return position;
    }

    /** Starts a subscription to all topics with a prefix; returns where those start that do not start at 0. */
    public Map<String, Long> attach(AttachPrefix attach) throws ProtocolException {
        detach(attach.id(), Long.MAX_VALUE);
        requireRoom();
        PrefixFeed feed = new PrefixFeed(this, attach);
        PrefixCursor cursor = core.store().openCursors(attach.topics(), attach::positionOf, feed::signal);
        feed.open(cursor);
        byId.put(attach.id(), feed);
        start(feed);
        return cursor.positions();
    }

    /** Claims a durable client's messages; an older claim is ended. Returns the claim's number. */
    public long attach(AttachDurable attach) throws ProtocolException {
        detach(attach.id(), Long.MAX_VALUE);
        requireRoom();
        DurableFeed feed = new DurableFeed(this, attach);
        long claim = feed.open(core.durables(), attach);
        byId.put(attach.id(), feed);
        start(feed);
        return claim;
    }

    /** Joins a group, or comes back to it; returns the member's number. */
    public long attach(AttachShared attach) throws ProtocolException {
        detach(attach.id(), Long.MAX_VALUE);
        requireRoom();
        SharedFeed feed = new SharedFeed(this, attach);
        long member = feed.open(core.groups(), attach);
        byId.put(attach.id(), feed);
        ready(feed); // listed by its group, not by the registry
        return member;
    }

    /** The handling of a group's message has ended. */
    public void settle(long id, Outcome outcome) {
        Feed feed = byId.get(id);
        if (feed != null) {
            feed.settle(outcome);
            ready(feed);
        }
    }

    /** A group's message is to be handled by others. */
    public void giveBack(long id, long token) {
        Feed feed = byId.get(id);
        if (feed != null) {
            feed.giveBack(token);
            ready(feed);
        }
    }

    /** Ends {@link #attach}; a durable client's handler has begun with the messages up to a token. */
    public void detach(long id, long begun) {
        Feed feed = byId.remove(id);
        if (feed != null) {
            feed.begun(begun);
            close(feed);
        }
    }

    /** A durable client's handler failed on a message for good. */
    public void fail(Fail fail) {
        Feed feed = byId.get(fail.id());
        if (feed != null) {
            feed.fail(fail);
            ready(feed);
        }
    }

    /** A client has acknowledged. */
    public void acknowledge(Acknowledge acknowledge) {
        Feed feed = byId.get(acknowledge.id());
        if (feed != null) {
            feed.acknowledge(acknowledge);
            ready(feed);
        }
    }

    private int count() {
        return byTopic.size() + byId.size();
    }

    private void requireRoom() throws ProtocolException {
        if (count() >= core.settings().get(ServerOptions.MAX_SUBSCRIPTIONS)) {
            throw new ProtocolException(
                    ErrorCode.TOO_MANY,
                    "this connection has " + count()
                            + " subscriptions, which is the limit (max_subscriptions_per_connection); close "
                            + "some, or raise the limit");
        }
    }

    /** So many more messages are in flight, or fewer. */
    void inFlight(int change) {
        inFlight += change;
    }

    /** Returns about how many bytes they make the server hold. */
    public long heldBytes() {
        return (long) FEED_BYTES * count() + (long) IN_FLIGHT_BYTES * inFlight;
    }

    private void start(Feed feed) {
        core.registry().add(feed.topic(), feed);
        ready(feed);
    }

    private void close(Feed feed) {
        if (feed != null) {
            core.registry().remove(feed.topic(), feed); // before its drain waiters run: they must see that it left
            feed.close();
        }
    }

    public void closeAll() {
        Stream.of(byTopic, byId).forEach(feeds -> {
            feeds.values().forEach(this::close);
            feeds.clear();
        });
        ring.clear();
    }

    /** A feed may have something to push. */
    void ready(Feed feed) {
        if (feed.list()) {
            ring.add(feed);
            host.ready();
        }
    }

    /** Whether a feed may have something to push. */
    public boolean isReady() {
        return !ring.isEmpty();
    }

    /**
     * Pushes whole messages in turn until the buffer is full or there is nothing more.
     *
     * @return a line to be written piece by piece before anything else, or null
     */
    public StreamedLine push(ByteBuffer out) {
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
