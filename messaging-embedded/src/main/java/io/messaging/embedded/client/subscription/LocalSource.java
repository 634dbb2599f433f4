package io.messaging.embedded.client.subscription;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.store.StoreCursor;

/** A cursor into the store of a server in this JVM. */
final class LocalSource extends StoreSource {
    private final StoreCursor cursor;

    /** Takes a cursor that is open. */
    LocalSource(ServerCore core, Subscriber subscriber, StoreCursor cursor, Runnable onNew) {
        super(core, subscriber, onNew);
        this.cursor = cursor;
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    public String topic() {
        return cursor.topic();
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
