package io.messaging.embedded.client.subscription;

import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.SubscriptionEnd.Reason;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.client.shared.LocalMembership;
import io.messaging.embedded.client.shared.Membership;
import io.messaging.embedded.client.shared.RemoteMembership;
import io.messaging.embedded.client.shared.SharedMessage;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.spi.delivery.ConcurrentDelivery;
import io.messaging.spi.delivery.FailureText;
import io.messaging.spi.delivery.SharedHandler;
import io.messaging.store.CursorStart;
import io.messaging.store.group.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A member of a group, and its memberships at one server after the other. A message is settled where it came from, so one
 * that was given to others meanwhile stays theirs. Thread-safe: the hub changes memberships, handlers use them.
 */
final class SharedSubscription extends HubSubscription {
    private final ConcurrentDelivery<SharedMessage> delivery;
    private final SharedHandler handler;

    /** Null before the first. Changed while no source is in force. */
    private volatile Membership membership;

    /** The one by socket, which outlives its connection; null where there is none. Guarded by this object's monitor. */
    private RemoteMembership remote;

    /** Completes when the member has left and the server knows. */
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    SharedSubscription(
            SubscriptionHub hub,
            long number,
            String topic,
            MessageHandler handler,
            SubscriptionOptions options,
            Executor executor,
            Executor callbacks) {
        super(hub, number, topic, options, callbacks);
        this.handler = new SharedHandler(topic, handler, options, this::isEnding);
        delivery = new ConcurrentDelivery<>(
                topic, options.concurrency(), executor, this::next, this::handle, this::release);
    }

    private SharedMessage next() {
        Membership current = membership;
        return current == null ? null : current.next();
    }

    private void handle(SharedMessage taken) {
        handler.handle(
                new Delivery(taken.message(), topic(), taken.attempt(), taken.redelivered(), this),
                new Settling(taken));
    }

    /** What follows the handler. */
    private record Settling(SharedMessage taken) implements SharedHandler.Settlement {
        @Override
        public void handled() {
            taken.membership().ended(Outcome.handled(taken.token()));
        }

        @Override
        public void failed(FailureText failure, Duration retryAfter, boolean rejected) {
            taken.membership().ended(new Outcome(taken.token(), failure, retryAfter, rejected));
        }

        @Override
        public void abandoned() {
            taken.membership().giveBack(taken.token());
        }
    }

    private void release() {
        Membership last = membership;
        if (last == null) {
            released.complete(null);
        } else {
            last.release().whenComplete((nothing, failure) -> released.complete(null));
        }
    }

    @Override
    void signal() {
        delivery.signal();
    }

    @Override
    void feedFromStore(ServerCore core) {
        try {
            feedFrom(new LocalMembership(
                    core, topic(), options(), startOfNew(), this::signal, () -> endedByBroker(false)));
        } catch (RuntimeException refusal) {
            refused(refusal);
        }
    }

    @Override
    void attachTo(SubscriptionChannel channel, long id) throws IOException {
        channel.addShared(this, id);
    }

    /** Returns where a group that is new starts: a new server has no message of the old one, so it is not asked for one. */
    CursorStart startOfNew() {
        CursorStart first = CursorStart.ofNew(options());
        return membership == null ? first : first.goingOnAt(0);
    }

    /** Returns the membership at a server, the same one as long as that is the same and has not given it up. */
    synchronized RemoteMembership membershipAt(String serverId) {
        if (remote == null || !remote.serverId().equals(serverId)) {
            remote = new RemoteMembership(serverId, options().concurrency());
        }
        return remote;
    }

    @Override
    synchronized void disconnected() {
        if (remote != null) {
            remote.disconnected();
        }
    }

    @Override
    synchronized void memberLost() {
        remote = null;
    }

    /** Goes on with a membership. */
    void feedFrom(Membership next) {
        Membership before = membership;
        if (before != null && before != next) {
            before.close();
        }
        membership = next;
        inForce().complete(null);
        if (delivery.isHalted()) { // set first at the end, before the membership is closed
            next.close();
            next.release();
        }
        delivery.signal();
    }

    @Override
    void endedByBroker(boolean takenOver) {
        hub().forget(this);
        end(Reason.UNSUBSCRIBED, "the group was forgotten");
    }

    @Override
    protected ConcurrentDelivery<SharedMessage> delivery() {
        return delivery;
    }

    @Override
    protected void closeSource() {
        Membership current = membership;
        if (current != null) {
            current.close();
        }
    }

    /** What a handler has that outlives the close goes to others, and is no longer its own to settle. */
    @Override
    protected void giveUp() {
        if (!delivery.isOnHandlerThread()) {
            release();
        }
    }

    /** Has the server confirm the end as well, within a bounded time. */
    @Override
    protected void closeWithin(long nanos) {
        delivery.halt();
        hub().remove(this);
        super.closeWithin(nanos);
        inForce().complete(null); // a subscribe call may be waiting for it
        if (!delivery.isOnHandlerThread()) {
            hub().awaitConfirmation(released);
        }
    }
}
