package io.messaging.store;

import static io.messaging.store.Messages.START;
import static io.messaging.store.Messages.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.RejectedMessageException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Holding.class)
class StoreLimitsTest {
    @Parameter
    private Holding holding;

    private MessageStore open(StoreLimits limits) {
        return holding.open(limits, () -> Instant.ofEpochMilli(START));
    }

    /** What the quota counts for a namespace, a topic and a message, and not enough for another message. */
    private static final long NAMES_AND_ONE_MESSAGE = 8_900;

    @Test
    void limitsRefuseTheStorerAndKeepWhatIsStored() {
        Message first = message(Priority.NORMAL, 0, 1);
        StoreLimits limits = new StoreLimits(first.jsonLength() + NAMES_AND_ONE_MESSAGE, 1, 1, 100);
        MessageStore limited = open(limits);
        limited.store("ns", "t", first);

        StoreFullException bytes =
                assertThrows(StoreFullException.class, () -> limited.store("ns", "t", message(Priority.LOW, 0, 2)));
        assertTrue(bytes.getMessage().contains("max_stored_bytes"), bytes.getMessage());
        assertThrows(StoreFullException.class, () -> limited.store("ns", "u", message(Priority.LOW, 0, 2)));
        assertFalse(limited.store("ns", "t", first), "an equal message fits, since it changes nothing");
        assertEquals(List.of(first), limited.messages("t"));

        limited.clear("t");
        assertTrue(limited.store("ns", "t", message(Priority.LOW, 0, 2)), "clearing makes room");
    }

    @Test
    void namesThatAreTooLongAreRejectedAndOneAtTheLimitIsTaken() {
        MessageStore limited = open(new StoreLimits(Long.MAX_VALUE, 10, 10, 5));
        Message message = message(Priority.NORMAL, 0, 1);
        assertThrows(RejectedMessageException.class, () -> limited.store("ns", "123456", message));
        assertThrows(RejectedMessageException.class, () -> limited.store("123456", "12345", message));
        assertThrows(RejectedMessageException.class, () -> limited.openCursor("123456", Cursor.NOW, () -> {}));
        assertEquals(0, limited.stats().messages());
        assertTrue(limited.store("12345", "12345", message));
    }

    /** Else a million messages of thirty bytes each would fill a heap long before any limit. */
    @Test
    void tinyMessagesCountWithTheMemoryAroundThem() {
        MessageStore limited = open(new StoreLimits(100_000, 10_000, 10, 100));
        int stored = 0;
        try {
            while (stored < 10_000) {
                limited.store("ns", "t", Message.fromJson("{\"id\":" + (stored + 1) + "}"));
                stored++;
            }
        } catch (StoreFullException expected) {
            assertEquals(stored, limited.messages("t").size());
        }
        assertTrue(stored > 500 && stored < 800, "stored " + stored);
        assertTrue(limited.stats().bytes() < 10 * stored, "the counts show the JSON alone");
    }

    /** Of messages in a directory, the heap holds index entries. */
    @Test
    void theIndexHasALimitOfItsOwn() {
        long indexBytes = 20_000;
        MessageStore limited = open(new StoreLimits(Long.MAX_VALUE, 10_000, 10, 100, indexBytes));
        String large = "x".repeat(1_000);
        int stored = 0;
        StoreFullException full = null;
        while (stored < 10_000 && full == null) {
            try {
                limited.store(
                        "ns", "t", Message.fromJson("{\"id\":" + (stored + 1) + ",\"payload\":\"" + large + "\"}"));
                stored++;
            } catch (StoreFullException e) {
                full = e;
            }
        }
        assertTrue(limited.stats().bytes() > indexBytes, "JSON does not count: stored " + stored);
        assertNotNull(full);
        assertTrue(full.getMessage().contains("-Xmx"), full.getMessage());
        assertThrows(
                StoreFullException.class,
                () -> limited.store("ns", "t", Message.fromJson("{\"id\":20000,\"ttl\":10}")));
        limited.clear("t");
        assertTrue(limited.store("ns", "t", message(Priority.LOW, 0, 2)), "clearing makes room");
    }

    @Test
    void onlyAnOptionLimitsTheBytesInADirectory() {
        FactoryOption<Long> ofServers = StoreLimits.MAX_STORED_BYTES.withDefault(500L);
        List<FactoryOption<?>> options = List.of(
                ofServers, StoreLimits.MAX_MESSAGES_PER_TOPIC, StoreLimits.MAX_TOPICS, StoreLimits.MAX_TOPIC_LENGTH);
        StoreLimits limits = StoreLimits.inDirectory(OptionValues.check("test", options, Map.of()), 3_000);
        assertEquals(Long.MAX_VALUE, limits.maxStoredBytes());
        assertEquals(2_000, limits.maxIndexBytes());
        Map<String, Object> given = Map.of("max_stored_bytes", 9_000);
        assertEquals(
                9_000,
                StoreLimits.inDirectory(OptionValues.check("test", options, given), 3_000)
                        .maxStoredBytes());
    }

    @Test
    void aMillionTopicsThatWereOnlyListenedToLeaveNothing() {
        MessageStore limited = open(new StoreLimits(100_000, 10, 2, 100));
        for (int i = 0; i < 1_000; i++) {
            limited.openCursor("t" + i, Cursor.NOW, () -> {}).close();
        }
        assertEquals(0, limited.stats().topics());
        Cursor first = limited.openCursor("a", Cursor.NOW, () -> {});
        limited.openCursor("b", Cursor.NOW, () -> {});
        assertThrows(StoreFullException.class, () -> limited.openCursor("c", Cursor.NOW, () -> {}));
        first.close();
        limited.openCursor("c", Cursor.NOW, () -> {});
    }
}
