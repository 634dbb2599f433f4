package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.protocol.Command.Attach;
import io.messaging.embedded.protocol.Command.AttachDurable;
import io.messaging.embedded.protocol.Command.Fail;
import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;
import io.messaging.store.durable.Attachment;
import io.messaging.store.durable.DurableDelivery;
import io.messaging.store.durable.DurableRegistry;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A durable client's subscription by socket: its claim at the broker, and a window of messages that it has not
 * acknowledged. Owned by the event loop; the broker tells it things from any thread.
 */
final class DurableFeed extends Feed implements Attachment.Owner {
    /**
     * How long a client that was taken over has to finish the message that it is at, as long as its connection lives.
     * Long enough for handlers that take their time; an instance that hangs must not hold up its successor for ever.
     */
    private static final long RELEASE_MILLIS = 30_000;

    private record OnTheWay(long token, int bytes) {}

    private final long id;
    private final int window;
    private final ArrayDeque<OnTheWay> unacknowledged = new ArrayDeque<>();
    private final List<Runnable> wishes = new ArrayList<>();
    private long unacknowledgedBytes;
    private DurableDelivery taken;

    /** Null for a moment: the broker may tell things before it has returned the claim. */
    private volatile Attachment attachment;

    DurableFeed(Session session, AttachDurable attach, EncodedMessages encoded, boolean rawTaken) {
        super(session, new Subscriber(attach.topic(), attach.clientId(), attach.namespace(), true), encoded, rawTaken);
        id = attach.id();
        window = attach.window();
    }

    /** Gives the claim's number. */
    long open(DurableRegistry registry, long earlierClaim) {
        Subscriber subscriber = subscriber();
        attachment = registry.attach(subscriber.clientId(), topic(), subscriber.namespace(), earlierClaim, this);
        return attachment.claim();
    }

    @Override
    public void onReady() {
        signal();
    }

    @Override
    public void onClosed(boolean takenOver) {
        session().loop().execute(() -> tellEnd(takenOver ? Replies.TAKEN_OVER : Replies.FORGOTTEN));
    }

    /** The client answers with what it has handled, and then detaches; if it does not, the claim ends without it. */
    private void tellEnd(String reason) {
        session().line(out -> Replies.end(out, id, reason));
        session().loop().after(RELEASE_MILLIS, attachment::release);
    }

    @Override
    Message take() {
        taken = attachment == null ? null : attachment.next();
        return taken == null ? null : taken.message();
    }

    @Override
    boolean mayPush() {
        return unacknowledged.size() < window && unacknowledgedBytes < Attach.WINDOW_BYTES;
    }

    @Override
    byte[] prefix(boolean raw) {
        return Replies.deliverPrefix(raw, id, taken.token(), toldLifeMillis());
    }

    @Override
    long lifeMillis() {
        return attachment.lifeMillis();
    }

    @Override
    void pushed(Message message) {
        unacknowledged.add(new OnTheWay(taken.token(), message.jsonLength()));
        unacknowledgedBytes += message.jsonLength();
        session().feeds().onTheWay(1);
    }

    /** The client has handled everything up to the token. */
    void acknowledge(long token) {
        forgetUpTo(token);
        attachment.acknowledge(token);
    }

    void fail(Fail fail) {
        forgetUpTo(fail.token());
        attachment.fail(fail.token(), fail.failure());
    }

    private void forgetUpTo(long token) {
        while (!unacknowledged.isEmpty() && unacknowledged.peek().token() <= token) {
            unacknowledgedBytes -= unacknowledged.poll().bytes();
            session().feeds().onTheWay(-1);
        }
    }

    @Override
    void awaitHandled(Runnable done) {
        wishes.add(done);
    }

    @Override
    Outcome caughtUp(ByteBuffer out) {
        if (!wishes.isEmpty() && attachment.isCaughtUp()) {
            ended();
        }
        return Outcome.IDLE;
    }

    @Override
    void ended() {
        List<Runnable> granted = List.copyOf(wishes);
        wishes.clear();
        granted.forEach(Runnable::run);
    }

    @Override
    void closeSource() {
        session().feeds().onTheWay(-unacknowledged.size());
        unacknowledged.clear();
        attachment.release();
    }
}
