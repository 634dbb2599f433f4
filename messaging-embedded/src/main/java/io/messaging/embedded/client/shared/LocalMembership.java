package io.messaging.embedded.client.shared;

import io.messaging.administration.Origin;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.client.wire.Expiry;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.spi.group.GroupOptions;
import io.messaging.store.CursorStart;
import io.messaging.store.group.GroupDelivery;
import io.messaging.store.group.Member;
import io.messaging.store.group.Outcome;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** A membership at a server in this JVM. Thread-safe. */
public final class LocalMembership implements Membership, Member.Owner {
    private final Runnable onNew;
    private final Runnable onForgotten;

    private final ServerCore core;

    /** Null for a moment: the broker may call back before it has returned the member. */
    private volatile Member member;

    /**
     * Joins.
     *
     * @param start where a new group starts
     * @param onNew runs when there may be a message
     * @param onForgotten runs when the group was forgotten
     * @throws IllegalArgumentException when the group's other members have other options, or a new group is to start behind a
     *     message that the topic does not hold
     */
    public LocalMembership(
            ServerCore core,
            String topic,
            SubscriptionOptions options,
            CursorStart start,
            Runnable onNew,
            Runnable onForgotten) {
        this.core = core;
        this.onNew = onNew;
        this.onForgotten = onForgotten;
        member = core.groups()
                .join(
                        options.group().orElseThrow(),
                        topic,
                        GroupOptions.of(options),
                        start,
                        options.concurrency(),
                        this);
    }

    @Override
    public Origin origin() {
        return Origin.ofThisProcess(Instant.EPOCH);
    }

    @Override
    public void onReady() {
        onNew.run();
    }

    @Override
    public void onClosed(boolean replaced) {
        onForgotten.run();
    }

    @Override
    public SharedMessage next() {
        GroupDelivery taken = member == null ? null : core.whileOpen(member::next, null);
        if (taken == null) {
            return null;
        }
        core.whileOpen(() -> core.store().writePlaces()); // before its handler begins
        return new SharedMessage(
                this, taken.token(), taken.message().compact(), taken.attempt(), taken.redelivered(), Expiry.NEVER);
    }

    @Override
    public void ended(Outcome outcome) {
        core.whileOpen(() -> {
            if (outcome.failure() == null) {
                member.settle(outcome.token());
            } else {
                member.fail(outcome.token(), outcome.failure(), outcome.retryAfter(), outcome.rejected());
            }
        });
    }

    @Override
    public void giveBack(long token) {
        member.giveBack(token);
    }

    @Override
    public void close() {
        if (member != null) {
            member.close();
        }
    }

    @Override
    public CompletableFuture<Void> release() {
        if (member != null) {
            member.release();
        }
        return CompletableFuture.completedFuture(null);
    }
}
