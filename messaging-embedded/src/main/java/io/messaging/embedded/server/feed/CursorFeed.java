package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.message.Message;
import io.messaging.store.Cursor;
import io.messaging.store.CursorStart;
import io.messaging.store.MessageStore;

/** A subscription that is a cursor into the topic's log. Owned by the event loop. */
abstract class CursorFeed extends Feed {
    private Cursor cursor;

    CursorFeed(Feeds feeds, Subscriber subscriber, boolean rawTaken) {
        super(feeds, subscriber, rawTaken);
    }

    final void open(MessageStore store, CursorStart start) {
        cursor = store.openCursor(topic(), start, this::signal);
    }

    /** Returns the position behind what was taken last. */
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
    void closeSource() {
        cursor.close();
    }
}
