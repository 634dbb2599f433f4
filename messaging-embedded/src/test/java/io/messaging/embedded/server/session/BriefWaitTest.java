package io.messaging.embedded.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BriefWaitTest {
    private static final int NOTES = 5_000;

    /** Looking at the selector takes wake-ups with it, so what they were for has to be looked at as well. */
    @Test
    void noWakeUpIsLostWhateverThePause() throws Exception {
        try (Selector selector = Selector.open()) {
            Queue<Integer> notes = new ConcurrentLinkedQueue<>();
            BriefWait wait = new BriefWait(selector, () -> !notes.isEmpty());
            CompletableFuture<Integer> answered = new CompletableFuture<>();
            Queue<Integer> answers = new ConcurrentLinkedQueue<>();
            Thread waiter = new Thread(() -> {
                try {
                    for (int seen = 0; seen < NOTES; ) {
                        wait.select(0);
                        for (Integer note = notes.poll(); note != null; note = notes.poll()) {
                            seen++;
                            answers.add(note);
                        }
                    }
                    answered.complete(answers.size());
                } catch (IOException e) {
                    answered.completeExceptionally(e);
                }
            });
            waiter.setDaemon(true);
            waiter.start();
            Random random = new Random(1);
            for (int note = 0; note < NOTES; note++) {
                notes.add(note);
                selector.wakeup();
                LockSupport.parkNanos(random.nextInt(120_000)); // some within the time of a brief wait, some after it
            }
            assertEquals(NOTES, answered.get(60, TimeUnit.SECONDS));
        }
    }

    @Test
    void whoHasOtherWorkDoesNotSleep() throws Exception {
        try (Selector selector = Selector.open()) {
            BriefWait wait = new BriefWait(selector, () -> true);
            wait.select(0);
            wait.select(0);
        }
    }

    @Test
    void aLimitIsKept() throws Exception {
        try (Selector selector = Selector.open()) {
            BriefWait wait = new BriefWait(selector, () -> false);
            selector.wakeup();
            wait.select(0);
            long start = System.nanoTime();
            wait.select(20);
            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 19, () -> "waited " + millis + " ms, not 20");
        }
    }
}
