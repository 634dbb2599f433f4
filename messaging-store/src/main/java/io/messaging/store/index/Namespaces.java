package io.messaging.store.index;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** The namespaces of a store, each with a number and the index that finds its messages by id. Thread-safe. */
public final class Namespaces {
    private final Map<String, IdIndex> byName = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();

    /** Returns the index of a namespace, null where nothing was stored. */
    public IdIndex find(String name) {
        return byName.get(name);
    }

    /**
     * Returns the index of a namespace, a new one where there is none.
     *
     * @param onNew is given a new one's number and name, before anybody sees it
     */
    public IdIndex create(String name, BiConsumer<Integer, String> onNew) {
        return byName.computeIfAbsent(name, unknown -> {
            IdIndex created = new IdIndex(lastNumber.incrementAndGet());
            onNew.accept(created.namespace(), unknown);
            return created;
        });
    }

    /** Takes over a namespace that was recovered. */
    public void restore(IdIndex index, String name) {
        byName.put(name, index);
        lastNumber.accumulateAndGet(index.namespace(), Math::max);
    }
}
