package io.messaging.lincheck;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.store.MessageStore;
import io.messaging.store.StoreLimits;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A store with a clock that a run turns, and operations that answer in short texts. */
final class StoreOperations {
    private final AtomicLong millis = new AtomicLong(Samples.START);
    final MessageStore store = new MessageStore(StoreLimits.NONE, () -> Instant.ofEpochMilli(millis.get()));

    /** The namespace's index is there beforehand: how it is made is not what is checked. */
    StoreOperations() {
        store.store("ns", "elsewhere", Samples.lasting(1, 0));
        store.clearAll(topic -> false);
    }

    String store(int topic, Message message) {
        try {
            return store.store("ns", name(topic), message) ? "stored" : "same";
        } catch (RejectedMessageException e) {
            return "refused";
        }
    }

    static String name(int topic) {
        return topic == 1 ? "first" : "second";
    }

    void tick() {
        millis.addAndGet(Samples.SECOND_MILLIS);
    }
}
