package io.messaging.store;

import io.messaging.message.Message;

/**
 * A message in one topic. The topic's lanes and log and the namespace's index all point at this one object; 24 bytes,
 * since there may be millions.
 */
class StoredMessage {
    final Message message;

    /** The index that finds this message; null once it was removed. Written under the topic's lock. */
    volatile IdIndex index;

    /** The same id in another topic of the namespace. Guarded by the index's segment. */
    StoredMessage sameId;

    StoredMessage(Message message, IdIndex index) {
        this.message = message;
        this.index = index;
    }

    long id() {
        return message.id().bits();
    }

    /** The id without priority, by which lanes are ordered. */
    long key() {
        return message.id().chronologicalKey();
    }

    final boolean isRemoved() {
        return index == null;
    }

    boolean isExpired(long nowMillis) {
        return false;
    }

    /** As {@link #isReadable(long)}, but asks the clock only about messages that can expire. */
    boolean isReadable(StoreClock clock) {
        return !isRemoved();
    }

    final boolean isReadable(long nowMillis) {
        return !isRemoved() && !isExpired(nowMillis);
    }
}
