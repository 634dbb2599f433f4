package io.messaging.store.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdIndexTest {
    private final IdIndex index = new IdIndex(0);

    private StoredMessage add(long id) {
        Message message =
                Message.builder(GemstoneId.of(id)).payload(Map.of("k", 1)).build();
        StoredMessage item = StoredMessage.held(message, index);
        index.add(item);
        return item;
    }

    @Test
    void agreesWithAMapThroughThousandsOfAddsAndRemoves() {
        Random random = new Random(11);
        Map<Long, StoredMessage> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long id = random.nextInt(6_000) * 0x1_0001L;
            StoredMessage known = model.get(id);
            if (known == null) {
                model.put(id, add(id));
            } else if (random.nextBoolean()) {
                index.remove(known);
                model.remove(id);
            }
        }

        for (long i = 0; i < 6_000; i++) {
            long id = i * 0x1_0001L;
            assertEquals(model.get(id), index.find(id, 0), () -> "id " + id);
        }
    }

    @Test
    void keepsEveryMessageOfOneIdAndGivesTheFirst() {
        StoredMessage first = add(5);
        StoredMessage second = add(5);
        StoredMessage third = add(5);
        assertSame(first, index.find(5, 0));

        index.remove(second);
        index.remove(first);
        assertSame(third, index.find(5, 0));
        index.remove(third);
        assertNull(index.find(5, 0));
    }
}
