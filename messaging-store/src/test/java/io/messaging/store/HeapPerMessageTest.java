package io.messaging.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.testsupport.ChildProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the heap needs for each message whose bytes are in a log, beside these bytes; in a JVM where nothing else happens. */
class HeapPerMessageTest {
    private static final int MESSAGES = Integer.getInteger("messaging.store.heap.messages", 100_000);
    private static final double MOST_BYTES = 64;
    private static final int HEAP_MEBIBYTES = 1_024;

    /** Guards against a hang. */
    private static final int LIMIT_SECONDS = 600;

    @Test
    void isAtMost64BytesWithALogInMemory() throws Exception {
        measure("memory");
    }

    @Test
    void isAtMost64BytesWithALogInADirectory(@TempDir Path directory) throws Exception {
        measure(directory.toString());
    }

    private static void measure(String place) throws Exception {
        ChildProcess.Result result = ChildProcess.run(
                ChildProcess.java(HEAP_MEBIBYTES, HeapPerMessage.class, MESSAGES, place), LIMIT_SECONDS);
        assertEquals(0, result.exitCode(), result.output());
        double bytes = Double.parseDouble(result.output().strip());
        System.out.printf(
                "%.1f bytes of heap for each of %,d messages in a log in %s (-Dtest=HeapPerMessageTest"
                        + " -Dmessaging.store.heap.messages=%d)%n",
                bytes, MESSAGES, place.equals("memory") ? "memory" : "a directory", MESSAGES);
        assertTrue(
                bytes > 0 && bytes <= MOST_BYTES, bytes + " bytes each; at most " + MOST_BYTES + ", and more than 0");
    }
}
