package io.messaging.bus;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testsupport.Await;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JdkTimerTest {
    /** The thread outlives every application of the JVM. */
    @Test
    void theTimersThreadKeepsNoApplication() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (URLClassLoader application =
                new URLClassLoader(new URL[0], getClass().getClassLoader())) {
            Thread first = new Thread(() -> JdkTimer.after(1, () -> thread.complete(Thread.currentThread())));
            first.setContextClassLoader(application);
            first.start();
            first.join();
            Thread timer = thread.get(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotSame(application, timer.getContextClassLoader());
            assertTrue(timer.isDaemon());
        }
    }

    @Test
    void whatIsCancelledIsNotDone() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        boolean[] cancelledRan = {false};
        long begin = System.nanoTime();
        CompletableFuture<Void> cancelled =
                JdkTimer.after(TimeUnit.MILLISECONDS.toNanos(50), () -> cancelledRan[0] = true);
        cancelled.cancel(false);
        boolean inTime = System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(50);
        JdkTimer.after(TimeUnit.MILLISECONDS.toNanos(100), done::countDown);
        assertTrue(done.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertFalse(inTime && cancelledRan[0]);
    }
}
