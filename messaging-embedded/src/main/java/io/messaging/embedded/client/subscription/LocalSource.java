package io.messaging.embedded.client.subscription;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;

/** A cursor into the store of a server in this JVM. */
final class LocalSource extends StoreSource {
    private final Cursor cursor;

    LocalSource(ServerCore core, Subscriber subscriber, CursorStart start, Runnable onNew) {
        super(core, subscriber, onNew);
        cursor = core.store().openCursor(subscriber.topic(), start, onNew);
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    Message next() {
        return cursor.next();
    }

    @Override
    boolean isDrained() {
        return true;
    }

    @Override
    public long nextPosition() {
        return cursor.position();
    }

    @Override
    void closeStore() {
        cursor.close();
    }
}
