package io.messaging.embedded.server.feed;

import io.messaging.administration.Subscriber;
import io.messaging.store.CursorStart;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreCursor;
import io.messaging.store.StoredJson;

/** A subscription that is a cursor into the log of a topic, or of several. Owned by the event loop. */
abstract class CursorFeed extends Feed {
    private StoreCursor cursor;

    CursorFeed(Feeds feeds, Subscriber subscriber, boolean rawTaken) {
        super(feeds, subscriber, rawTaken);
    }

    final void open(MessageStore store, CursorStart start) {
        open(store.openCursor(topic(), start, this::signal));
    }

    final void open(StoreCursor opened) {
        cursor = opened;
    }

    /** Returns the position behind what was taken last. */
    final long position() {
        return cursor.position();
    }

    /** Returns the topic of what was taken last. */
    final String topicTaken() {
        return cursor.topic();
    }

    @Override
    final StoredJson take() {
        return cursor.nextJson();
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
