package io.messaging.embedded.server.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ServerStoreTest {
    private static final int MEBIBYTE = 1 << 20;

    /** Eight of them may be in memory, which is more than the heap of a small container has. */
    @Test
    void segmentsOfADirectoryAreSmallerWithASmallHeap() {
        assertEquals(16 * MEBIBYTE, ServerStore.segmentBytes(8L << 30));
        assertEquals(16 * MEBIBYTE, ServerStore.segmentBytes(512L * MEBIBYTE));
        assertEquals(2 * MEBIBYTE, ServerStore.segmentBytes(64L * MEBIBYTE));
        assertEquals(MEBIBYTE, ServerStore.segmentBytes(8L * MEBIBYTE));
    }
}
