package io.messaging.embedded.server;

import io.messaging.backend.Subscriber;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.MessageStore;

/** A subscription that is a cursor into the topic's log. Owned by the event loop. */
abstract class CursorFeed extends Feed {
    private Cursor cursor;

    CursorFeed(Session session, Subscriber subscriber, EncodedMessages encoded, boolean rawTaken) {
        super(session, subscriber, encoded, rawTaken);
    }

    final void open(MessageStore store, long position) {
        cursor = store.openCursor(topic(), position, this::signal);
    }

    /** Where to go on behind what was taken last. */
    final long position() {
        return cursor.position();
    }

    @Override
    final Message take() {
        return cursor.next();
    }

    @Override
    final long lifeMillis() {
        return cursor.lifeMillis();
    }

    @Override
    final void closeSource() {
        cursor.close();
    }
}
