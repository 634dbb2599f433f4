package io.messaging.store.index;

import static io.messaging.store.Messages.message;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.message.Priority;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PositionLogTest {
    /** Whole chunks and parts of them, with and without holes, against counting one by one. */
    @Test
    void countsFromAPositionWhateverWasRemoved() {
        PositionLog log = new PositionLog(1_500);
        Random random = new Random(5);
        TreeMap<Long, StoredMessage> model = new TreeMap<>();
        StoredMessage item = StoredMessage.held(message(Priority.NORMAL, 1, 1), null);
        for (int round = 0; round < 40; round++) {
            for (int i = random.nextInt(700); i > 0; i--) {
                model.put(log.append(item), item);
            }
            // Mostly the oldest, as ttls do, sometimes any, sometimes all.
            for (int i = round % 3 == 0 ? 0 : random.nextInt(500); i > 0 && !model.isEmpty(); i--) {
                long from = random.nextInt(20) == 0 ? 1_500 + random.nextInt(20_000) : 0;
                Long position = model.ceilingKey(from);
                if (position != null) {
                    log.remove(position);
                    model.remove(position);
                }
            }
            if (round == 25) {
                log.clear();
                model.clear();
            }
            for (int i = 0; i < 50; i++) {
                long position = random.nextInt(1_000 + (int) log.end());
                assertEquals(model.tailMap(position).size(), log.countFrom(position), "from " + position);
            }
        }
    }
}
