package io.messaging.store.index;

import io.messaging.message.GemstoneId;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * The messages of a topic by priority and time: a lane for each priority.
 *
 * <p>Not thread-safe: guarded by its topic's lock.
 */
public final class Lanes {
    private static final int PRIORITIES = Priority.values().length;

    private final Lane[] lanes = new Lane[PRIORITIES];

    public void add(StoredMessage item) {
        int priority = GemstoneId.of(item.id()).priority().number();
        if (lanes[priority] == null) {
            lanes[priority] = new Lane();
        }
        lanes[priority].add(item);
    }

    public void remove(StoredMessage item) {
        lanes[GemstoneId.of(item.id()).priority().number()].remove(item);
    }

    public void clear() {
        Arrays.fill(lanes, null);
    }

    /** Finds the message of this id, readable or not, or null. */
    public StoredMessage find(GemstoneId id) {
        Lane lane = lanes[id.priority().number()];
        return lane == null ? null : lane.find(id.chronologicalKey());
    }

    /** Adds all readable messages with a greater key to the target, in id order. */
    public void copyAfter(long key, long nowMillis, Consumer<StoredMessage> target) {
        for (Lane lane : lanes) {
            if (lane != null) {
                lane.copyAfter(key, nowMillis, target);
            }
        }
    }

    /** Finds the readable message with the least (key, id) above the given id's, or null. */
    public StoredMessage nextAfter(GemstoneId since, long nowMillis) {
        StoredMessage next = null;
        for (int priority = 0; priority < PRIORITIES; priority++) {
            if (lanes[priority] != null) {
                StoredMessage candidate = lanes[priority].firstReadableAfter(keyBefore(since, priority), nowMillis);
                if (candidate != null && (next == null || candidate.key() < next.key())) {
                    next = candidate;
                }
            }
        }
        return next;
    }

    /** Returns the key behind which a lane's messages follow the id: of two with one key the greater id comes after. */
    private static long keyBefore(GemstoneId since, int priority) {
        return since.chronologicalKey() - (priority > since.priority().number() ? 1 : 0);
    }

    /** Returns the readable messages after an id in chronological order, up to a limit, or until the bytes are reached. */
    public List<StoredMessage> pageAfter(GemstoneId since, int limit, long maxBytes, long nowMillis) {
        List<Lane.Walk> walks = new ArrayList<>(PRIORITIES);
        for (int priority = 0; priority < PRIORITIES; priority++) {
            if (lanes[priority] != null) {
                walks.add(lanes[priority].new Walk(keyBefore(since, priority), nowMillis));
            }
        }
        List<StoredMessage> page = new ArrayList<>();
        long bytes = 0;
        Lane.Walk first = earliest(walks);
        while (first != null && page.size() < limit && bytes < maxBytes) {
            StoredMessage item = first.item();
            page.add(item);
            bytes += maxBytes == Long.MAX_VALUE ? 0 : item.jsonLength();
            first.advance();
            first = earliest(walks);
        }
        return page;
    }

    private static Lane.Walk earliest(List<Lane.Walk> walks) {
        Lane.Walk first = null;
        for (Lane.Walk walk : walks) {
            if (walk.item() != null
                    && (first == null || walk.item().key() < first.item().key())) {
                first = walk;
            }
        }
        return first;
    }
}
