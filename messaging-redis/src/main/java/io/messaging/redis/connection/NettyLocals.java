package io.messaging.redis.connection;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.InternalThreadLocalMap;
import java.util.function.Supplier;

/**
 * Removes Netty's thread locals from callers' threads. Netty keeps pools in thread locals and cleans up its own threads
 * only: on a thread that outlives an application, such as one of an application server's pool, they would leak the
 * application's class loader.
 */
final class NettyLocals {
    private NettyLocals() {}

    /** Runs an action that uses Netty. A thread that had such locals before, such as Netty's own, keeps them. */
    static <T> T leavingNone(Supplier<T> action) {
        boolean had = InternalThreadLocalMap.getIfSet() != null;
        try {
            return action.get();
        } finally {
            if (!had) {
                FastThreadLocal.removeAll();
            }
        }
    }
}
