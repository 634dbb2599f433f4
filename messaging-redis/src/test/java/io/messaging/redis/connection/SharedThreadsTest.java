package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SharedThreadsTest {
    @Test
    void theyDoNotKeepTheClassLoaderOfWhoCameFirst() {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        caller.setContextClassLoader(new ClassLoader(before) {});
        try {
            Thread shared = SharedThreads.named("pool").newThread(() -> {});
            assertEquals(SharedThreads.class.getClassLoader(), shared.getContextClassLoader());
            assertTrue(shared.isDaemon() && shared.getName().startsWith("pool"), shared::toString);
        } finally {
            caller.setContextClassLoader(before);
        }
    }
}
