package io.messaging.selftest.ending;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the class loader of an application: LIFE-08. */
final class Life08ClassLoaders {
    static final Mutant KEEPS_CLASS_LOADER = Mutant.of(
                    "LIFE-08", "keeps the context class loader of the opening thread")
            .sharedFault("the context class loader can be collected", () -> {
                Queue<ClassLoader> kept = new ConcurrentLinkedQueue<>();
                return correct -> {
                    kept.add(Thread.currentThread().getContextClassLoader());
                    return correct;
                };
            });

    static final Mutant LEAVES_THREAD_LOCAL = Mutant.of("LIFE-08", "leaves a thread local on the storing thread")
            .representative()
            .sharedFault("the context class loader can be collected", () -> {
                ThreadLocal<Object> local = new ThreadLocal<>();
                return Faults.stores((backend, namespace, topic, message) -> {
                    local.set(Thread.currentThread().getContextClassLoader());
                    backend.storeMessage(namespace, topic, message);
                });
            });

    static final Mutant KEEPS_HANDLER_CLASSES = Mutant.of("LIFE-08", "keeps the classes of handlers")
            .inEveryBuild()
            .sharedFault("the class loader of a handler can be collected", () -> {
                Set<Class<?>> kept = ConcurrentHashMap.newKeySet();
                return Changes.subscribe((backend, topic, handler, options) -> {
                    if (handler != null) {
                        kept.add(handler.getClass());
                    }
                    return backend.subscribe(topic, handler, options);
                });
            });
}
