package io.messaging.embedded.client;

import io.messaging.backend.Subscriber;
import io.messaging.embedded.server.Recipient;
import io.messaging.embedded.server.ServerCore;
import io.messaging.embedded.server.SubscriberEntry;
import io.messaging.message.Message;
import io.messaging.store.Cursor;

/** A cursor into the store of a server in this JVM, listed there as a subscriber. */
final class LocalSource implements MessageSource, SubscriberEntry {
    private final ServerCore core;
    private final Subscriber subscriber;
    private final Runnable onNew;
    private final Cursor cursor;

    private final PublishedMessages published;
    private final Wishes wishes = new Wishes();

    LocalSource(ServerCore core, Subscriber subscriber, long position, Runnable onNew) {
        this.core = core;
        this.subscriber = subscriber;
        this.onNew = onNew;
        this.published = new PublishedMessages(onNew);
        this.cursor = core.store().openCursor(subscriber.topic(), position, onNew);
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    public Message poll() {
        Message transientMessage = published.poll();
        if (transientMessage != null) {
            return transientMessage;
        }
        int wishesBefore = wishes.count(); // those made after the look into the log may be about what it missed
        Message stored = cursor.next();
        if (stored == null) {
            wishes.grant(wishesBefore);
            return null;
        }
        return stored.compact();
    }

    @Override
    public void whenHandled(Runnable done) {
        wishes.add(done);
        onNew.run();
    }

    @Override
    public String serverId() {
        return core.id();
    }

    @Override
    public long nextPosition() {
        return cursor.position();
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
    public void close() {
        core.registry().remove(subscriber.topic(), this); // before wishes are granted: who asked must see that it left
        cursor.close();
        wishes.grantAll();
    }
}
