package io.messaging.embedded.client.subscription;

import io.messaging.administration.Subscriber;
import io.messaging.embedded.server.core.ServerCore;
import io.messaging.message.Message;
import io.messaging.store.StoreCursor;
import java.util.Map;

/** A cursor into the store of a server in this JVM. */
final class LocalSource extends StoreSource {
    private final ServerCore core;

    /** Guarded by the monitor, as the next one is. */
    private final StoreCursor cursor;

    private boolean left;

    /** Takes a cursor that is open. */
    LocalSource(ServerCore core, Subscriber subscriber, StoreCursor cursor, Runnable onNew) {
        super(core, subscriber, onNew);
        this.core = core;
        this.cursor = cursor;
        core.registry().add(subscriber.topic(), this);
    }

    @Override
    public String topic() {
        return cursor.topic();
    }

    @Override
    synchronized Message next() {
        return left ? null : core.whileOpen(cursor::next, null);
    }

    /** The server has ended, and the next one has its messages. */
    @Override
    public synchronized void leaveRest() {
        left = true;
    }

    @Override
    boolean isDrained() {
        return true;
    }

    @Override
    public synchronized long nextPosition() {
        return cursor.position();
    }

    @Override
    public synchronized Map<String, Long> positions() {
        return cursor.positions();
    }

    @Override
    void closeStore() {
        cursor.close();
    }
}
