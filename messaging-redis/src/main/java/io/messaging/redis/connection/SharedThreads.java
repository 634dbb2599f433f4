package io.messaging.redis.connection;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the threads that all backends of a JVM share. They outlive whoever happened to need them first, and so must not
 * hold on to its context class loader, as threads do by themselves.
 */
final class SharedThreads {
    private SharedThreads() {}

    static ThreadFactory named(String pool) {
        ThreadFactory threads = new DefaultThreadFactory(pool, true);
        return task -> {
            Thread thread = threads.newThread(task);
            thread.setContextClassLoader(SharedThreads.class.getClassLoader());
            return thread;
        };
    }
}
