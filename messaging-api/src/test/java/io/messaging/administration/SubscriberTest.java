package io.messaging.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriberTest {
    private static final Instant TIME = Instant.parse("2026-11-30T09:00:00.123456789Z");
    private static final Subscriber UNKNOWN = new Subscriber("t", "c", "n", true);

    @Test
    void equalityLeavesTheOriginOut() {
        Subscriber known = UNKNOWN.from(Origin.ofThisProcess(TIME));
        assertEquals(UNKNOWN, known);
        assertEquals(UNKNOWN.hashCode(), known.hashCode());
        assertNull(UNKNOWN.origin());
    }

    @Test
    void equalityTakesEverythingElse() {
        assertNotEquals(UNKNOWN, new Subscriber("u", "c", "n", true));
        assertNotEquals(UNKNOWN, new Subscriber("t", null, "n", true));
        assertNotEquals(UNKNOWN, new Subscriber("t", "c", null, true));
        assertNotEquals(UNKNOWN, new Subscriber("t", "c", "n", false));
        assertNotEquals(UNKNOWN, new Subscriber("t", "c", "n", true, "g"));
        assertNotEquals(UNKNOWN, new Subscriber("t", "c", "n", true, null, true));
    }

    @Test
    void anOriginNamesThisProcessAndAHost() {
        Origin origin = Origin.ofThisProcess(TIME);
        assertEquals(ProcessHandle.current().pid(), origin.processId());
        assertFalse(origin.host().isBlank(), origin.host());
        assertEquals(Instant.parse("2026-11-30T09:00:00.123Z"), origin.since());
        assertEquals(Instant.EPOCH, origin.at(Instant.EPOCH).since());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " "})
    void aHostHasAName(String host) {
        assertThrows(IllegalArgumentException.class, () -> new Origin(1, host, TIME));
    }

    @Test
    void anOriginIsComplete() {
        assertThrows(IllegalArgumentException.class, () -> new Origin(-1, "h", TIME));
        assertThrows(IllegalArgumentException.class, () -> new Origin(1, "h".repeat(256), TIME));
        assertThrows(IllegalArgumentException.class, () -> new Origin(1, "h", null));
    }
}
