package io.messaging.redis.connection;

import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.internal.InternalThreadLocalMap;
import java.util.function.Supplier;

/**
 * Leaves nothing of Netty's on callers' threads. Netty keeps pools in thread locals and takes them back from its own
 * threads only: on a thread that outlives an application, such as one of an application server's pool, they would keep
 * that application's class loader.
 */
final class NettyLocals {
    private NettyLocals() {}

    /** Runs what uses Netty. A thread that had such locals before, as those of Netty's own have, keeps them. */
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
