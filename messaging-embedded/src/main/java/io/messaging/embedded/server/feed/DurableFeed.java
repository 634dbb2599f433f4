package io.messaging.embedded.server.feed;

import io.messaging.administration.Origin;
import io.messaging.administration.Subscriber;
import io.messaging.backend.MessagingException;
import io.messaging.embedded.protocol.Command.Acknowledge;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.Replies;
import io.messaging.log.SafeLog;
import io.messaging.store.StoredJson;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableDelivery;
import io.messaging.store.durable.DurableRegistry;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;

/**
 * A durable client's subscription by socket: its claim at the broker, and a window for what is in flight. Owned by the
 * event loop; the broker calls back from any thread.
 */
final class DurableFeed extends Feed implements Attachment.Owner {
    /**
     * How long a client that was taken over has to finish its current message, as long as its connection lives. Long
     * enough for slow handlers; an instance that hangs must not block its successor for ever.
     */
    private static final long RELEASE_MILLIS = 30_000;

    private static final System.Logger LOGGER = SafeLog.of(DurableFeed.class);
    private static final long RETRY_MILLIS = 500;

    private final long id;
    private final Window window;
    private final boolean redeliveredTaken;
    private DurableDelivery taken;

    /** Whether a dead letter could not be stored, and is tried again. */
    private boolean retrying;

    /** The last token that the client's handler has begun with, as far as it has said. */
    private long begun = Long.MAX_VALUE;

    /** Null for a moment: the broker may call back before it has returned the claim. */
    private volatile Attachment attachment;

    DurableFeed(Feeds feeds, AttachDurable attach) {
        super(feeds, new Subscriber(attach.topic(), attach.clientId(), attach.namespace(), true), feeds.isRawTaken());
        id = attach.id();
        window = new Window(feeds, attach.window());
        redeliveredTaken = feeds.isRedeliveredTaken();
    }

    /** Claims; returns the claim's number. */
    long open(DurableRegistry registry, AttachDurable attach) {
        attachment =
                registry.attach(attach.clientId(), topic(), attach.namespace(), attach.start(), attach.claim(), this);
        return attachment.claim();
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
        host().execute(() -> sendEnd(takenOver ? Replies.TAKEN_OVER : Replies.FORGOTTEN));
    }

    /** The client answers with what it has handled, and then detaches; if it does not, the claim ends without it. */
    private void sendEnd(String reason) {
        host().send(out -> out.word(Replies.END).number(id).word(reason).end());
        host().after(RELEASE_MILLIS, attachment::release);
    }

    @Override
    StoredJson take() {
        taken = attachment == null ? null : attachment.next();
        return taken == null ? null : StoredJson.of(taken.message());
    }

    /** What the client has settled behind a message without its dead letter is kept, so it gets no more. */
    @Override
    boolean mayPush() {
        return window.hasRoom() && !retrying;
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverPrefix(
                raw, id, taken.token(), announcedLifeMillis(), redeliveredTaken && taken.redelivered());
    }

    @Override
    long lifeMillis() {
        return attachment.lifeMillis();
    }

    @Override
    void pushed(StoredJson message) {
        window.add(taken.token(), message.length());
    }

    /** The client has handled everything up to the token. */
    @Override
    void acknowledge(Acknowledge acknowledge) {
        window.acknowledge(acknowledge.position());
        attachment.acknowledge(acknowledge.position());
    }

    @Override
    void fail(Fail fail) {
        window.acknowledge(fail.token());
        storing(() -> attachment.fail(fail.token(), fail.failure()));
    }

    /** Stores dead letters; the client has settled their messages and goes on, so what cannot be stored now is tried again. */
    private void storing(Runnable attempt) {
        try {
            attempt.run();
            retrying = false;
        } catch (MessagingException cannotStore) {
            LOGGER.log(
                    retrying ? Level.DEBUG : Level.WARNING,
                    () -> "cannot store a dead letter of durable client '"
                            + subscriber().clientId() + "' and topic '" + topic() + "'; trying again",
                    cannotStore);
            if (!retrying) {
                retrying = true;
                retryLater();
            }
        }
    }

    private void retryLater() {
        host().after(RETRY_MILLIS, () -> {
            storing(attachment::storeDeadLetters);
            if (retrying) {
                retryLater();
            } else {
                signal();
            }
        });
    }

    @Override
    void begun(long token) {
        begun = token;
    }

    @Override
    Outcome caughtUp(ByteBuffer out) {
        if (hasDrainWaiter() && attachment.isCaughtUp()) {
            completeDrainWaiters();
        }
        return Outcome.IDLE;
    }

    @Override
    void closeSource() {
        window.clear();
        attachment.release(begun);
    }
}
