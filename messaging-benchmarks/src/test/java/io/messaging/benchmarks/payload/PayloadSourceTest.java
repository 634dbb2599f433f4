package io.messaging.benchmarks.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.GemstoneGenerator;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadSourceTest {
    @ParameterizedTest
    @ValueSource(ints = {400, 16 * 1024, 64 * 1024})
    void everyMessageHasTheSizeAndIsReal(int bytes) {
        Payload payload = new PayloadSource(new GemstoneGenerator(1), bytes).next();
        assertEquals(bytes, payload.json().length);
        assertEquals(payload.id(), payload.message().id());
        assertEquals(
                new String(payload.json(), StandardCharsets.UTF_8),
                payload.message().toJson());
        assertTrue(payload.message().payload().containsKey("text"), () -> "payload of " + payload.message());
        assertEquals(List.of(payload.id()), payload.message().thread());
    }

    @Test
    void idsNeverRepeat() {
        Set<Object> ids = new HashSet<>();
        new PayloadSource(new GemstoneGenerator(1), 400).take(5_000).forEach(payload -> ids.add(payload.id()));
        assertEquals(5_000, ids.size());
    }

    @Test
    void aSizeWithoutRoomForAMessageIsRefused() {
        GemstoneGenerator generator = new GemstoneGenerator(1);
        assertThrows(IllegalArgumentException.class, () -> new PayloadSource(generator, 100));
    }
}
