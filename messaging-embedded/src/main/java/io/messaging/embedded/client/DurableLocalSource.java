package io.messaging.embedded.client;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.server.Recipient;
import io.messaging.embedded.server.ServerCore;
import io.messaging.embedded.server.SubscriberEntry;
import io.messaging.message.Message;
import io.messaging.spi.delivery.FailureText;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableDelivery;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A durable client's claim at the broker of a server in this JVM. */
final class DurableLocalSource implements DurableSource, SubscriberEntry, Attachment.Owner {
    private final ServerCore core;
    private final Subscriber subscriber;
    private final Runnable onNew;
    private final Consumer<Boolean> onEnd;
    private final PublishedMessages published;
    private final Wishes wishes = new Wishes();

    /** Null for a moment: the broker may tell things before it has returned the claim. */
    private volatile Attachment attachment;

    /** Belongs to the handler's thread. */
    private DurableDelivery taken;

    /**
     * Claims.
     *
     * @param onNew runs when there may be something to poll
     * @param onEnd runs when the broker ends the claim: true where a newer instance took over
     */
    DurableLocalSource(ServerCore core, Subscriber subscriber, Runnable onNew, Consumer<Boolean> onEnd) {
        this.core = core;
        this.subscriber = subscriber;
        this.onNew = onNew;
        this.onEnd = onEnd;
        this.published = new PublishedMessages(onNew);
        attachment = core.durables()
                .attach(
                        subscriber.clientId(),
                        subscriber.topic(),
                        subscriber.namespace(),
                        Attachment.NEW, // there is no connection to lose
                        this);
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    public void onReady() {
        onNew.run();
    }

    @Override
    public void onClosed(boolean takenOver) {
        onEnd.accept(takenOver);
    }

    @Override
    public Message poll() {
        taken = null;
        Message transientMessage = published.poll();
        if (transientMessage != null) {
            return transientMessage;
        }
        int wishesBefore = wishes.count(); // those made after this may be about what it misses
        taken = attachment == null ? null : attachment.next();
        if (taken == null) {
            if (wishesBefore > 0 && attachment != null && attachment.isCaughtUp()) {
                wishes.grant(wishesBefore);
            }
            return null;
        }
        return taken.message().compact();
    }

    @Override
    public void handled() {
        if (taken != null) {
            attachment.acknowledge(taken.token());
        }
    }

    @Override
    public void failed(FailureText failure) {
        if (taken != null) {
            attachment.fail(taken.token(), failure);
        }
    }

    @Override
    public CompletableFuture<Void> release() {
        if (attachment != null) {
            attachment.release();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void whenHandled(Runnable done) {
        wishes.add(done);
        onNew.run();
    }

    @Override
    public Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public Recipient recipient() {
        return published;
    }

    @Override
    public String serverId() {
        return core.id();
    }

    /** The broker remembers the position. */
    @Override
    public long nextPosition() {
        return 0;
    }

    @Override
    public void close() {
        core.registry().remove(subscriber.topic(), this); // before wishes are granted: who asked must see that it left
        attachment.close();
        wishes.grantAll();
    }
}
