package io.messaging.embedded.server.feed;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.embedded.protocol.Command.AttachShared;
import io.messaging.embedded.protocol.Replies;
import io.messaging.store.StoredJson;
import io.messaging.store.group.GroupDelivery;
import io.messaging.store.group.GroupRegistry;
import io.messaging.store.group.Member;
import java.nio.ByteBuffer;

/**
 * A group's member by socket. Its concurrency is the window: what it is handed is handled at once. Owned by the event loop;
 * the broker calls back from any thread.
 */
final class SharedFeed extends Feed implements Member.Owner {
    /**
     * How long a member that lost its connection keeps its messages, so that its client can come back for them. Handlers run on
     * meanwhile, and nobody else may handle the same, or another one of the same key.
     */
    private static final long GRACE_MILLIS = 5_000;

    private final Feeds feeds;
    private final long id;
    private GroupDelivery taken;
    private int inFlight;

    /** Whether the client has left, not just lost its connection. */
    private boolean detached;

    /** Null for a moment: the broker may call back before it has returned the member. */
    private volatile Member member;

    SharedFeed(Feeds feeds, AttachShared attach) {
        super(
                feeds,
                new Subscriber(attach.topic(), null, attach.options().namespace(), true, attach.group()),
                feeds.isRawTaken());
        this.feeds = feeds;
        id = attach.id();
    }

    /** Joins, or comes back; returns the member's number. */
    long open(GroupRegistry registry, AttachShared attach) {
        if (attach.member() == AttachShared.NEW) {
            member = registry.join(
                    attach.group(), attach.topic(), attach.options(), attach.start(), attach.concurrency(), this);
        } else {
            member = registry.reattach(
                    attach.group(),
                    attach.topic(),
                    attach.member(),
                    attach.request(),
                    attach.inHand(),
                    attach.finished(),
                    this);
        }
        return member.number();
    }

    @Override
    public Origin origin() {
        return subscriber().origin();
    }

    @Override
    public boolean mayComeBack() {
        return true;
    }

    @Override
    public void onReady() {
        signal();
    }

    @Override
    public void onClosed(boolean replaced) {
        if (!replaced) {
            host().execute(() -> host().send(out ->
                    out.word(Replies.END).number(id).word(Replies.FORGOTTEN).end()));
        }
    }

    @Override
    StoredJson take() {
        taken = member == null ? null : member.next();
        return taken == null ? null : StoredJson.of(taken.message());
    }

    /** The member itself keeps to its concurrency. */
    @Override
    boolean mayPush() {
        return true;
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverSharedPrefix(
                raw, id, taken.token(), taken.attempt(), taken.redelivered(), taken.lifeMillis());
    }

    @Override
    long lifeMillis() {
        return taken.lifeMillis();
    }

    @Override
    void pushed(StoredJson message) {
        inFlight++;
        feeds.inFlight(1);
    }

    @Override
    void settle(io.messaging.store.group.Outcome outcome) {
        ended();
        member.finish(outcome);
    }

    /** Only a client that is leaving gives back: it must not get the same message again, nor any other. */
    @Override
    void giveBack(long token) {
        ended();
        member.close();
        member.giveBack(token);
    }

    private void ended() {
        if (inFlight > 0) {
            inFlight--;
            feeds.inFlight(-1);
        }
    }

    @Override
    void begun(long token) {
        detached = true;
    }

    /** Drain checks do not ask members, of which none knows what the others have handled. */
    @Override
    Feed.Outcome caughtUp(ByteBuffer out) {
        completeDrainWaiters();
        return Feed.Outcome.IDLE;
    }

    @Override
    void closeSource() {
        feeds.inFlight(-inFlight);
        inFlight = 0;
        if (detached) {
            member.release();
        } else {
            member.close();
            host().after(GRACE_MILLIS, member::release);
        }
    }
}
