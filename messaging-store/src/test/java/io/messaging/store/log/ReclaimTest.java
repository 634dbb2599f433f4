package io.messaging.store.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReclaimTest {
    private static final int SEGMENT = 8_192;
    private static final int SLACK = 2 * SEGMENT;
    private static final LogOptions OPTIONS = new LogOptions(SyncMode.INTERVAL, 0, SEGMENT, 1_024, 1, SLACK);

    private final RecordingDirectory directory = new RecordingDirectory(Map.of());

    private SmallStore open(boolean inMemory) {
        return inMemory
                ? SmallStore.open(owners -> MessageLog.inMemory(OPTIONS, owners))
                : SmallStore.open(directory, "boot", OPTIONS);
    }

    private static void maintain(SmallStore store) {
        while (store.log().maintain()) {
            // until nothing is left to do
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSegmentWithoutLiveRecordsIsGivenBack(boolean inMemory) {
        SmallStore store = open(inMemory);
        long first = store.store(1);
        for (int i = 0; i < 500; i++) {
            store.store(1);
        }
        long full = store.log().stats().bytes();
        store.clear(1);
        maintain(store);
        assertTrue(full > 5 * SEGMENT);
        assertTrue(store.log().stats().bytes() <= 3 * SEGMENT, store.log().stats()::toString);
        assertNull(store.log().read(first));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sizeIsBoundedWhateverIsLive(boolean inMemory) {
        SmallStore store = open(inMemory);
        Random random = new Random(5);
        for (int i = 0; i < 5_000; i++) {
            store.store(1 + random.nextInt(40));
            if (random.nextInt(100) == 0) {
                store.clear(1 + random.nextInt(40));
            }
            if (random.nextInt(50) == 0) {
                maintain(store);
                LogStats stats = store.log().stats();
                assertEquals(store.liveBytes(), stats.liveBytes());
                assertTrue(stats.bytes() <= 2 * stats.liveBytes() + SLACK + 3 * SEGMENT, stats::toString);
            }
        }
        store.requireReadable();
    }

    @Test
    void whatWasCopiedOnIsRecovered() {
        SmallStore store = open(false);
        for (int i = 0; i < 2_000; i++) {
            store.store(i % 20 == 0 ? 1 : 2);
        }
        store.clear(2);
        maintain(store);
        store.log().close();
        assertTrue(store.log().stats().bytes() <= 2 * store.liveBytes() + SLACK + 2 * SEGMENT);
        SmallStore again = SmallStore.open(new RecordingDirectory(directory.contents()), "boot", OPTIONS);
        again.requireReadable();
        assertEquals(store.liveBytes(), again.liveBytes());
        assertEquals(store.liveBytes(), again.log().stats().liveBytes());
    }
}
