package io.messaging.redis.connection;

import io.messaging.spi.delivery.BackendThreads;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/**
 * Creates the threads that all backends of a JVM share. They outlive the caller, so they are created from a Netty
 * thread, whose class handles what {@link BackendThreads} does not.
 */
final class SharedThreads {
    private SharedThreads() {}

    static ThreadFactory named(String pool) {
        ThreadFactory threads = new DefaultThreadFactory(pool, true);
        return task -> BackendThreads.call("messaging-redis-thread-maker", () -> threads.newThread(task));
    }
}
