package io.messaging.embedded.server.feed;

import io.messaging.embedded.protocol.Replies;
import io.messaging.embedded.server.core.SubscriberRegistry;
import io.messaging.store.StoredJson;
import java.lang.ref.WeakReference;
import java.util.Arrays;

/**
 * Encodes messages in base64, once each however many subscribers: a small table of the latest, found by their place in the store. Owned
 * by the event loop.
 */
public final class EncodedMessages {
    private static final int SLOTS = 1 << 9;
    private static final int MAX_SLOT_BYTES = 16 * 1024;

    /** The array is large, and the store's: it is not to stay in memory for a slot. */
    private record Slot(WeakReference<byte[]> array, int offset, byte[] ending) {
        boolean isOf(StoredJson message) {
            return offset == message.offset() && array.refersTo(message.array());
        }
    }

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
    byte[] ending(String topic, StoredJson message) {
        if (message.length() > MAX_SLOT_BYTES || !registry.hasSeveral(topic)) {
            return Replies.pushEnding(message.toBytes());
        }
        int index = message.id().hashCode() & SLOTS - 1;
        Slot slot = slots[index];
        if (slot == null || !slot.isOf(message)) {
            byte[] ending = Replies.pushEnding(message.toBytes());
            slot = new Slot(new WeakReference<>(message.array()), message.offset(), ending);
            slots[index] = slot;
        }
        return slot.ending();
    }
}
