package io.messaging.store;

import io.messaging.backend.MessagingException;
import io.messaging.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several stores that become safe together, with one write or force for all: what an event loop does in one round. A message that was
 * stored in a batch is there for reads, and is delivered once the batch is safe; whoever stored it gets no answer before.
 *
 * <p>Used by one thread at a time. After {@link #awaitSafe} or {@link #whenSafe} it is empty and may be used again.
 */
public final class StoreBatch {
    private final MessageStore store;
    private List<TopicEnd> ends = new ArrayList<>();

    /** The latest location that has to be safe. */
    private long last;

    /** A topic in which messages were stored, and the position behind the last of them. */
    record TopicEnd(Topic topic, long end) {}

    StoreBatch(MessageStore store) {
        this.store = store;
    }

    /** Stores a message, as {@link MessageStore#store} does, but does not wait until it is safe. */
    public boolean store(String namespace, String topic, Message message) {
        return store.store(namespace, topic, message, false, this);
    }

    /** Stores a message, as {@link MessageStore#storeAgain} does, but does not wait until it is safe. */
    public boolean storeAgain(String namespace, String topic, Message message) {
        return store.store(namespace, topic, message, true, this);
    }

    /** Removes the messages of a topic, as {@link MessageStore#clear} does, but does not wait until that is safe. */
    public int clear(String topic) {
        return store.clear(topic, this);
    }

    /** Removes all messages, as {@link MessageStore#clearAll} does, but does not wait until that is safe. */
    public long clearAll(Predicate<String> kept) {
        return store.clearAll(kept, this);
    }

    /** Lets the batch be safe only when the record at a location is: for whoever appends records of its own. */
    public void include(long location) {
        last = Math.max(last, location);
    }

    /** A message was appended, or an equal one is there; then the end is 0, unless that one is still to be delivered. */
    void add(Topic topic, long end, long location) {
        include(location);
        int size = ends.size();
        if (end == 0) {
            return;
        }
        if (size > 0 && ends.get(size - 1).topic() == topic) {
            ends.set(
                    size - 1,
                    new TopicEnd(topic, Math.max(end, ends.get(size - 1).end())));
        } else {
            ends.add(new TopicEnd(topic, end));
        }
    }

    /** {@return whether there is nothing to wait for} */
    public boolean isEmpty() {
        return last == 0 && ends.isEmpty();
    }

    /**
     * Waits until everything in it is safe, and delivers it: signals cursors on this thread.
     *
     * @throws io.messaging.store.log.LogException when that fails: what was stored may be there after a restart, or not
     * @throws io.messaging.backend.StoreFullException when the file system has taken back space that it had given; likewise
     */
    public void awaitSafe() {
        List<TopicEnd> stored = take();
        long location = last;
        last = 0;
        store.awaitSafe(location);
        store.publish(stored);
    }

    /**
     * Calls back when everything in it is safe and cursors were signalled, in the order of the calls: on this thread where that takes no
     * force, else on one that forces for all.
     *
     * @param callback quick; is given null, or why what was stored may not be there after a restart
     */
    public void whenSafe(Consumer<MessagingException> callback) {
        List<TopicEnd> stored = take();
        long location = last;
        last = 0;
        store.whenSafe(location, failure -> {
            if (failure == null) {
                store.publish(stored);
            }
            callback.accept(failure);
        });
    }

    private List<TopicEnd> take() {
        if (ends.isEmpty()) {
            return List.of();
        }
        List<TopicEnd> taken = ends;
        ends = new ArrayList<>();
        return taken;
    }
}
