package io.messaging.store;

import static io.messaging.store.Messages.START;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.store.log.LogOptions;
import io.messaging.store.log.SyncMode;
import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DiskDirectory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the heap needs for each message whose bytes are in a log, beside these bytes. */
class HeapPerMessageTest {
    private static final int MESSAGES = Integer.getInteger("messaging.store.heap.messages", 100_000);
    private static final int MOST_BYTES = 64;
    private static final LogOptions SMALL =
            new LogOptions(SyncMode.INTERVAL, 1_000, 64 * 1024, 64 * 1024, 0, 16 * 1024 * 1024);
    private static final String TEXT = "x".repeat(340);

    @Test
    void isAtMost64BytesWithALogInMemory() {
        measure(MessageStore.forRemoteClients(StoreLimits.NONE, InstantSource.system()), true);
    }

    @Test
    void isAtMost64BytesWithALogInADirectory(@TempDir Path directory) throws IOException {
        measure(
                MessageStore.inDirectory(
                        StoreLimits.NONE,
                        InstantSource.system(),
                        DiskDirectory.open(directory),
                        BootId.current(),
                        SMALL),
                false);
    }

    private static void measure(MessageStore store, boolean inMemory) {
        try (store) {
            store.openWithoutThread(); // which would prepare a segment that is not counted
            StoreBatch batch = store.batch();
            fill(batch, 0, 1_000);
            batch.awaitSafe();
            long before = usedBytes(store, inMemory);
            fill(batch, 1_000, MESSAGES);
            batch.awaitSafe();
            long after = usedBytes(store, inMemory);
            double each = (double) (after - before) / (MESSAGES - 1_000);
            System.out.printf(
                    "%.1f bytes of heap for each of %,d messages in a log in %s"
                            + " (-Dtest=HeapPerMessageTest -Dmessaging.store.heap.messages=%d)%n",
                    each, MESSAGES, inMemory ? "memory" : "a directory", MESSAGES);
            assertEquals(MESSAGES, store.stats().messages());
            assertTrue(each <= MOST_BYTES, each + " bytes each");
        }
    }

    private static void fill(StoreBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            GemstoneId id = GemstoneId.of(Priority.NORMAL, START + i / 100, 1, i % 100);
            batch.store(
                    "ns", "t", Message.builder(id).payload(Map.of("text", TEXT)).build());
            if (i % 1_000 == 0) {
                batch.awaitSafe();
            }
        }
    }

    private static long usedBytes(MessageStore store, boolean inMemory) {
        store.log().force(); // then full segments are in files alone
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return used - (inMemory ? store.log().stats().bytes() : 0);
    }
}
