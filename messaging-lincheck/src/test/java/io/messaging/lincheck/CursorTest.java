package io.messaging.lincheck;

import io.messaging.store.Cursor;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** One reader with a cursor beside stores, clearing and expiry: what a subscription is made of. */
@Param(name = "number", gen = IntGen.class, conf = "1:3")
public class CursorTest {
    private static final int TOPIC = 1;
    private final StoreOperations operations = new StoreOperations();
    private final Cursor cursor = operations.store.openCursor(StoreOperations.name(TOPIC), 0, () -> {});

    @Operation
    public String store(@Param(name = "number") int number) {
        return operations.store(TOPIC, Samples.lasting(number, 0));
    }

    @Operation
    public String storeFleeting(@Param(name = "number") int number) {
        return operations.store(TOPIC, Samples.fleeting(number));
    }

    @Operation(nonParallelGroup = "reader")
    public String read() {
        return Samples.shown(cursor.next());
    }

    @Operation
    public String all() {
        return Samples.shown(operations.store.messages(StoreOperations.name(TOPIC)));
    }

    @Operation
    public void clearAll() {
        operations.store.clearAll(topic -> false);
    }

    @Operation
    public void tick() {
        operations.tick();
    }

    @Operation
    public void reclaim() {
        operations.store.reclaimExpired();
    }

    @Test
    void behavesAsIfOneThreadUsedItAtATime() {
        ModelCheck.check(
                CursorTest.class,
                Sequential.class,
                "-> store 1, store 2 | read, read -> read",
                "store 1 -> read, read | clearAll, store 2 -> read",
                "storeFleeting 1 -> read, read | tick, store 2 -> read",
                "store 1, store 2, store 3, read, read -> read | clearAll -> read",
                "-> store 1 | read, all, read -> read");
    }

    /** The same operations on the contract in a few lines. */
    public static final class Sequential {
        private final SequentialStore store = new SequentialStore();

        public String store(int number) {
            return store.store(TOPIC, number, 0);
        }

        public String storeFleeting(int number) {
            return store.storeFleeting(TOPIC, number);
        }

        public String read() {
            return store.read();
        }

        public String all() {
            return store.since(TOPIC, 0);
        }

        public void clearAll() {
            store.clear(TOPIC);
        }

        public void tick() {
            store.tick();
        }

        public void reclaim() {
            // What has expired is gone already.
        }
    }
}
