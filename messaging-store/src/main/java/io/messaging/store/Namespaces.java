package io.messaging.store;

import io.messaging.store.index.IdIndex;
import io.messaging.store.log.segment.LogRecord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The namespaces of a store, each with the index that finds its messages by id. Thread-safe. */
final class Namespaces {
    private final Quota quota;

    /** Null where messages are held as objects. */
    private final StoreLog log;

    private final Map<String, IdIndex> byName = new ConcurrentHashMap<>();
    private final AtomicInteger lastNumber = new AtomicInteger();

    Namespaces(Quota quota, StoreLog log) {
        this.quota = quota;
        this.log = log;
    }

    /** Returns the index of a namespace, null where nothing was stored. */
    IdIndex find(String name) {
        return byName.get(name);
    }

    /** Returns the index of a namespace, a new one where there is none. */
    IdIndex forWriting(String name, StoreLimits limits) {
        IdIndex index = byName.get(name);
        if (index != null) {
            return index;
        }
        limits.requireName("namespace", name);
        return byName.computeIfAbsent(name, unknown -> {
            IdIndex created = new IdIndex(lastNumber.incrementAndGet());
            if (log != null) {
                log.named(created.namespace(), unknown.getBytes(StandardCharsets.UTF_8));
            }
            quota.chargeNamespace(unknown);
            return created;
        });
    }

    /** Takes over a namespace that was recovered. */
    void restore(IdIndex index, LogRecord record) {
        String name = new String(record.body(), StandardCharsets.UTF_8);
        restore(index, name);
    }

    /** Takes over a namespace that was recovered. */
    void restore(IdIndex index, String name) {
        byName.put(name, index);
        quota.chargeNamespace(name);
        lastNumber.accumulateAndGet(index.namespace(), Math::max);
    }
}
