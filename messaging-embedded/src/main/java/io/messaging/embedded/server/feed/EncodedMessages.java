package io.messaging.embedded.server.feed;

import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.server.core.SubscriberRegistry;
import io.messaging.message.Message;
import java.util.Arrays;

/**
 * Encodes messages in base64, once each however many subscribers: a small table of the latest, found by identity. Owned
 * by the event loop.
 */
public final class EncodedMessages {
    private static final int SLOTS = 1 << 9;
    private static final int MAX_SLOT_BYTES = 16 * 1024;

    private record Slot(Message message, byte[] ending) {}

    private final SubscriberRegistry registry;
    private final Slot[] slots = new Slot[SLOTS];

    public EncodedMessages(SubscriberRegistry registry) {
        this.registry = registry;
    }

    /** Empties the table, so that messages that have expired do not stay in memory. */
    public void clear() {
        Arrays.fill(slots, null);
    }

    /** Returns the end of a push: the message in base64, and the line's end. */
    byte[] ending(String topic, Message message) {
        if (message.jsonLength() > MAX_SLOT_BYTES || !registry.hasSeveral(topic)) {
            return Replies.pushEnding(message.toJsonBytes());
        }
        int index = System.identityHashCode(message) & SLOTS - 1;
        Slot slot = slots[index];
        if (slot == null || slot.message() != message) {
            slot = new Slot(message, Replies.pushEnding(message.toJsonBytes()));
            slots[index] = slot;
        }
        return slot.ending();
    }
}
