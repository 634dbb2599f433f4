package io.messaging.embedded.client.subscription;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.CursorStart;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableDelivery;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A durable client's claim at the broker of a server in this JVM. */
final class DurableLocalSource extends StoreSource implements Attachment.Owner {
    private final ServerCore core;
    private final Consumer<Boolean> onEnd;

    /** Null for a moment: the broker may call back before it has returned the claim. */
    private volatile Attachment attachment;

    /** Null when the message polled last was not stored. Belongs to the handler's thread. */
    private DurableDelivery taken;

    /** The token of the message that the handler has begun with and not ended; 0 for none. */
    private volatile long begun;

    /**
     * Claims.
     *
     * @param start where a new client starts
     * @param onNew runs when there may be something to poll
     * @param onEnd runs when the broker ends the claim: true where a newer instance took over
     */
    DurableLocalSource(
            ServerCore core, Subscriber subscriber, CursorStart start, Runnable onNew, Consumer<Boolean> onEnd) {
        super(core, subscriber, onNew);
        this.core = core;
        this.onEnd = onEnd;
        attachment = core.durables()
                .attach(
                        subscriber.clientId(),
                        subscriber.topic(),
                        subscriber.namespace(),
                        start,
                        Attachment.NEW, // there is no connection to lose
                        this);
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    public Origin origin() {
        return subscriber().origin();
    }

    @Override
    public void onReady() {
        signal();
    }

    @Override
    public void onClosed(boolean takenOver) {
        onEnd.accept(takenOver);
    }

    @Override
    public Message poll() {
        taken = null;
        return super.poll();
    }

    @Override
    Message next() {
        taken = attachment == null ? null : core.whileOpen(attachment::next, null);
        if (taken == null) {
            return null;
        }
        core.whileOpen(() -> core.store().writePlaces()); // before its handler begins
        return taken.message();
    }

    @Override
    boolean isDrained() {
        return attachment != null && attachment.isCaughtUp();
    }

    @Override
    public boolean isRedelivered() {
        return taken != null && taken.redelivered();
    }

    @Override
    public void handled() {
        if (taken != null) {
            core.whileOpen(() -> attachment.acknowledge(taken.token()));
        }
    }

    @Override
    public void failed(FailureText failure) {
        if (taken != null) {
            core.whileOpen(() -> attachment.fail(taken.token(), failure));
        }
    }

    @Override
    public void abandoned() {
        begun = taken == null ? begun : taken.token();
    }

    @Override
    public CompletableFuture<Void> release() {
        if (attachment != null) {
            core.whileOpen(() -> attachment.release(begun));
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The broker remembers the position. */
    @Override
    public long nextPosition() {
        return 0;
    }

    @Override
    void closeStore() {
        core.whileOpen(attachment::close);
    }
}
