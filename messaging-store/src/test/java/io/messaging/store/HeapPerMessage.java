package io.messaging.store;

import static io.messaging.store.Messages.START;

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

/** Prints the bytes of heap for each message in a store; for {@link HeapPerMessageTest}. */
final class HeapPerMessage {
    private static final int FIRST = 1_000;
    private static final int SEGMENT_BYTES = 128 * 1024;
    private static final LogOptions SMALL_SEGMENTS =
            new LogOptions(SyncMode.INTERVAL, 1_000, SEGMENT_BYTES, SEGMENT_BYTES, 0, 16 * 1024 * 1024);
    private static final String TEXT = "x".repeat(340);

    private HeapPerMessage() {}

    /** Takes how many messages to store, and "memory" or a directory. */
    public static void main(String[] args) throws IOException {
        int messages = Integer.parseInt(args[0]);
        boolean inMemory = args[1].equals("memory");
        try (MessageStore store = inMemory
                ? MessageStore.forRemoteClients(StoreLimits.NONE, InstantSource.system())
                : MessageStore.inDirectory(
                        StoreLimits.NONE,
                        InstantSource.system(),
                        DiskDirectory.open(Path.of(args[1])),
                        BootId.current(),
                        SMALL_SEGMENTS)) {
            store.openWithoutThread(); // which would prepare a segment that is not counted
            StoreBatch batch = store.batch();
            fill(batch, 0, FIRST);
            long before = usedBytes(store, inMemory);
            fill(batch, FIRST, messages);
            long after = usedBytes(store, inMemory);
            if (store.stats().messages() != messages) {
                throw new IllegalStateException(store.stats() + "; " + messages + " messages were stored");
            }
            System.out.println((double) (after - before) / (messages - FIRST));
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
        batch.awaitSafe();
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
