package io.messaging.selftest.ending;

import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps the class loader of an application: LIFE-08. */
public final class Life08ClassLoaders {
    private Life08ClassLoaders() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.shared(
                        "LIFE-08",
                        "remembers the context class loader of whoever opened it",
                        "the context class loader can be collected",
                        () -> {
                            Queue<ClassLoader> kept = new ConcurrentLinkedQueue<>();
                            return correct -> {
                                kept.add(Thread.currentThread().getContextClassLoader());
                                return correct;
                            };
                        }),
                Mutant.shared(
                        "LIFE-08",
                        "leaves a thread local on the storing thread",
                        "the context class loader can be collected",
                        () -> {
                            ThreadLocal<Object> local = new ThreadLocal<>();
                            return correct -> Faults.stores(correct, (backend, namespace, topic, message) -> {
                                local.set(Thread.currentThread().getContextClassLoader());
                                backend.storeMessage(namespace, topic, message);
                            });
                        }),
                Mutant.shared(
                        "LIFE-08",
                        "remembers the classes of handlers",
                        "the class loader of a handler can be collected",
                        () -> {
                            Set<Class<?>> kept = ConcurrentHashMap.newKeySet();
                            return correct -> Changes.subscribe(correct, (backend, topic, handler, options) -> {
                                if (handler != null) {
                                    kept.add(handler.getClass());
                                }
                                return backend.subscribe(topic, handler, options);
                            });
                        }));
    }
}
