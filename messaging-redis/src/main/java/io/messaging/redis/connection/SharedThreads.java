package io.messaging.redis.connection;

import io.messaging.spi.delivery.BackendThreads;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads that all backends of a JVM share. They outlive whoever happened to need them first, and are of
 * Netty's own class, which takes over what {@link BackendThreads} does not: so such a thread makes them.
 */
final class SharedThreads {
    private SharedThreads() {}

    static ThreadFactory named(String pool) {
        ThreadFactory threads = new DefaultThreadFactory(pool, true);
        return task -> BackendThreads.call("messaging-redis-thread-maker", () -> threads.newThread(task));
    }
}
