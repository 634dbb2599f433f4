package io.messaging.embedded.client.subscription;

import io.messaging.embedded.client.shared.MemberChannel;
import io.messaging.embedded.client.shared.RemoteMembership;
import io.messaging.message.Message;
import io.messaging.store.group.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A membership's messages and outcomes on one connection. Thread-safe. */
final class SharedChannelSource extends ChannelSource implements MemberChannel {
    private final RemoteMembership membership;

    SharedChannelSource(SubscriptionChannel channel, long id, RemoteMembership membership) {
        super(channel, id);
        this.membership = membership;
    }

    @Override
    void startsAt(long memberNumber) {
        membership.connected(memberNumber, this);
    }

    @Override
    public void offerShared(Message message, long token, int attempt, boolean redelivered, long expiryNanos) {
        membership.offer(message, token, attempt, redelivered, expiryNanos);
    }

    /** Never comes to a member. */
    @Override
    public void offer(Message message, long number, long expiryNanos, boolean redelivered) {}

    @Override
    public void send(List<Outcome> outcomes) {
        channel().settled(id(), outcomes);
    }

    @Override
    public void giveBack(long token) {
        channel().givenBack(id(), token);
    }

    @Override
    public boolean execute(Runnable task) {
        return channel().execute(task);
    }

    @Override
    public CompletableFuture<Void> detach() {
        return channel().detachDurable(id(), SubscriptionChannel.NONE_BEGUN);
    }
}
