package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.store.log.file.BootId;
import io.messaging.store.log.file.DirectoryHeldException;
import io.messaging.store.log.file.DiskDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskLogTest {
    private static final int TOPIC = 1;

    @TempDir
    Path temp;

    private SmallStore open(SyncMode sync) throws IOException {
        DiskDirectory directory = DiskDirectory.open(temp);
        LogOptions options = new LogOptions(sync, 1, 65_536, 4_096, 1, 1_000_000);
        return SmallStore.open(owners -> MessageLog.open(directory, BootId.current(), options, owners));
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void whatIsOnDiskIsThereAgain(SyncMode sync) throws IOException {
        for (int start = 0; start < 3; start++) {
            SmallStore store = open(sync);
            assertEquals(300L * start, store.last());
            store.log().start();
            for (int i = 0; i < 300; i++) {
                store.log().awaitSafe(store.store(TOPIC));
            }
            store.log().close();
        }
        SmallStore store = open(sync);
        store.requireState(Map.of(TOPIC, LongStream.rangeClosed(1, 900).boxed().toList()));
        store.log().close();
    }

    @Test
    void anInterruptedThreadStoresAndReadsAndBreaksNothing() throws IOException {
        SmallStore store = open(SyncMode.ALWAYS);
        for (int i = 0; i < 500; i++) {
            Thread.currentThread().interrupt();
            store.log().awaitSafe(store.store(TOPIC));
            assertTrue(Thread.interrupted());
        }
        Thread.currentThread().interrupt();
        store.requireReadable();
        assertTrue(Thread.interrupted());
        store.log().close();
        SmallStore again = open(SyncMode.ALWAYS);
        assertEquals(500, again.last());
        again.log().close();
    }

    @Test
    void aSecondLogIsRefusedWhileTheFirstIsOpen() throws IOException {
        SmallStore store = open(SyncMode.NEVER);
        assertThrows(DirectoryHeldException.class, () -> open(SyncMode.NEVER));
        store.log().awaitSafe(store.store(TOPIC));
        store.log().close();
        open(SyncMode.NEVER).log().close();
    }
}
