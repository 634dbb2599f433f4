package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SharedForceTest {
    private static final LogOptions OPTIONS = new LogOptions(SyncMode.ALWAYS, 60_000, 65_536, 1_024, 1, 1_000_000);

    private final RecordingDirectory directory = new RecordingDirectory(Map.of());
    private final SmallStore store = SmallStore.open(directory, "boot", OPTIONS);

    @Test
    void aForceServesAllThatWasAppendedBefore() {
        long first = store.store(1);
        long last = store.store(1);
        assertFalse(store.log().isSafe(first));
        int before = directory.forces();
        store.log().awaitSafe(first);
        store.log().awaitSafe(last);
        assertEquals(1, directory.forces() - before);
    }

    @Test
    void callbacksComeInOrderAndShareForces() throws InterruptedException {
        ConcurrentLinkedQueue<Integer> called = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            int number = i;
            store.log().whenSafe(store.store(1), failure -> {
                called.add(failure == null ? number : -1);
                all.countDown();
            });
        }
        assertTrue(all.await(60, TimeUnit.SECONDS));
        assertEquals(LongStream.range(0, 500).boxed().map(Long::intValue).toList(), List.copyOf(called));
        store.log().close();
    }

    /** Nothing forces here but who is called back, as the log's thread is not started. */
    @Test
    void whereTheDiskIsSlowerCallbacksWaitForItInOrderAndTheirCallerDoesNot() throws InterruptedException {
        LogOptions interval = new LogOptions(SyncMode.INTERVAL, 60_000, 4_096, 1_024, 1, 1_000_000);
        SmallStore slow = SmallStore.open(new RecordingDirectory(Map.of()), "boot", interval);
        ConcurrentLinkedQueue<Integer> called = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Thread> callers = new ConcurrentLinkedQueue<>();
        CountDownLatch all = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            slow.log().whenSafe(slow.store(1), failure -> {
                called.add(failure == null ? number : -1);
                callers.add(Thread.currentThread());
                all.countDown();
            });
        }
        assertTrue(all.await(60, TimeUnit.SECONDS));
        assertEquals(LongStream.range(0, 1_000).boxed().map(Long::intValue).toList(), List.copyOf(called));
        assertEquals(Thread.currentThread(), callers.peek(), "where the disk keeps up, nobody waits");
        assertTrue(callers.stream().anyMatch(thread -> thread != Thread.currentThread()), "the disk was behind");
        slow.log().close();
    }

    /** Each topic's messages are in the log in storing order, whoever else stores; compaction goes on meanwhile. */
    @Test
    void concurrentStoresOfSeveralTopicsAreRecoveredInOrder() throws InterruptedException, ExecutionException {
        LogOptions busy = new LogOptions(SyncMode.ALWAYS, 1, 4_096, 1_024, 1, 0);
        RecordingDirectory files = new RecordingDirectory(Map.of());
        SmallStore concurrent = SmallStore.open(files, "boot", busy);
        concurrent.log().start();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> results = new ArrayList<>();
        for (int thread = 1; thread <= 4; thread++) {
            int topic = thread;
            results.add(threads.submit(() -> {
                for (int i = 0; i < 300; i++) {
                    concurrent
                            .log()
                            .awaitSafe(i % 50 == 49 && topic > 2 ? concurrent.clear(topic) : concurrent.store(topic));
                }
            }));
        }
        for (Future<?> result : results) {
            result.get();
        }
        threads.shutdown();
        concurrent.log().close();
        SmallStore recovered = SmallStore.open(new RecordingDirectory(files.contents()), "boot", busy);
        recovered.requireReadable();
        assertEquals(concurrent.last(), recovered.last());
        assertEquals(concurrent.liveBytes(), recovered.liveBytes());
    }
}
