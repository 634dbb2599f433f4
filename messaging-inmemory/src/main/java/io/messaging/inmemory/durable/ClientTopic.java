package io.messaging.inmemory.durable;

import io.messaging.message.Message;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is remembered of one client in one topic, whether it is here or away. Guarded by its client's lock. */
final class ClientTopic {
    final String topic;

    /** Messages that an administrator gave back; they come before the rest. */
    final Deque<Message> requeued = new ArrayDeque<>();

    /** The namespace it last subscribed with, null where it gave none. */
    String namespace;

    /** The storing-order position of the next message to handle. Never goes back (DUR-04). */
    long position;

    /** Messages that were gone before the client got to them. */
    long lost;

    long lastSeenMillis;

    /** Who claims it now; null while the client is away. */
    Attachment attachment;

    ClientTopic(String topic) {
        this.topic = topic;
    }

    /** Notes that the message at a position is done with: what lay before it and never came was lost. */
    void handled(long handledPosition) {
        if (handledPosition >= position) {
            lost += handledPosition - position;
            position = handledPosition + 1;
        }
    }
}
