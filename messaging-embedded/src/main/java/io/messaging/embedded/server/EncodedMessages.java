package io.messaging.embedded.server;

import io.messaging.embedded.protocol.Replies;
import io.messaging.message.Message;
import java.util.Arrays;

/**
 * Encodes messages for pushing, once each however many subscribers: a small table of the latest, found by identity.
 * Owned by the event loop.
 */
final class EncodedMessages {
    private static final int SLOTS = 1 << 9;
    private static final int MAX_SLOT_BYTES = 16 * 1024;

    /** What a push ends with: whether the message is in it as it is, and its bytes up to the line's end. */
    record Ending(boolean raw, byte[] bytes) {}

    private record Slot(Message message, boolean rawTaken, Ending ending) {}

    private final SubscriberRegistry registry;
    private final Slot[] slots = new Slot[SLOTS];

    EncodedMessages(SubscriberRegistry registry) {
        this.registry = registry;
    }

    /** Lets go of all, so that messages which have expired do not stay in memory for having been pushed. */
    void clear() {
        Arrays.fill(slots, null);
    }

    /** Gives the end of a push; {@code rawTaken} tells whether the subscriber takes messages as they are. */
    Ending ending(String topic, Message message, boolean rawTaken) {
        if (message.jsonLength() > MAX_SLOT_BYTES || !registry.hasSeveral(topic)) {
            return encode(message, rawTaken);
        }
        int index = (2 * System.identityHashCode(message) + (rawTaken ? 1 : 0)) & SLOTS - 1;
        Slot slot = slots[index];
        if (slot == null || slot.message() != message || slot.rawTaken() != rawTaken) {
            slot = new Slot(message, rawTaken, encode(message, rawTaken));
            slots[index] = slot;
        }
        return slot.ending();
    }

    private static Ending encode(Message message, boolean rawTaken) {
        byte[] json = message.toJsonBytes();
        byte[] raw = rawTaken ? Replies.rawPushEnding(json) : null;
        return raw != null ? new Ending(true, raw) : new Ending(false, Replies.pushEnding(json));
    }
}
