package io.messaging.lincheck;

import io.messaging.message.GemstoneId;
import io.messaging.store.Cursor;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Stores, reads of a topic, clearing, expiry, and the topic itself that comes and goes, all at once. */
@Param(name = "number", gen = IntGen.class, conf = "1:3")
@Param(name = "since", gen = IntGen.class, conf = "0:2")
@Param(name = "text", gen = IntGen.class, conf = "0:1")
public class StoreListsTest {
    private static final int TOPIC = 1;
    private final StoreOperations operations = new StoreOperations();

    @Operation
    public String store(@Param(name = "number") int number, @Param(name = "text") int text) {
        return operations.store(TOPIC, Samples.lasting(number, text));
    }

    @Operation
    public String storeFleeting(@Param(name = "number") int number) {
        return operations.store(TOPIC, Samples.fleeting(number));
    }

    @Operation
    public String all() {
        return Samples.shown(operations.store.messages(StoreOperations.name(TOPIC)));
    }

    @Operation
    public String since(@Param(name = "since") int number) {
        return Samples.shown(operations.store.messagesSince(StoreOperations.name(TOPIC), id(number)));
    }

    @Operation
    public String next(@Param(name = "since") int number) {
        return Samples.shown(operations
                .store
                .nextSince(StoreOperations.name(TOPIC), id(number))
                .orElse(null));
    }

    private static GemstoneId id(int number) {
        return number == 0 ? GemstoneId.ZERO : Samples.id(number);
    }

    @Operation
    public void clear() {
        operations.store.clear(StoreOperations.name(TOPIC));
    }

    /** Drops the topic, too. */
    @Operation
    public void clearAll() {
        operations.store.clearAll(topic -> false);
    }

    /** The last one who listens to an empty topic drops it. */
    @Operation
    public void listen() {
        operations
                .store
                .openCursor(StoreOperations.name(TOPIC), Cursor.NOW, () -> {})
                .close();
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
                StoreListsTest.class,
                Sequential.class,
                "-> store 1 0, all | store 1 1, all -> all",
                "-> store 1 0, all | listen -> all",
                "store 1 0 -> store 2 0, all | clearAll -> all",
                "storeFleeting 1 -> all | tick, store 2 0 -> all",
                "storeFleeting 1 -> next 0 | tick, store 2 0 -> all",
                "storeFleeting 1 -> store 1 0, all | tick, reclaim -> all",
                "store 1 0 -> since 1, all | store 2 0, store 3 0 -> next 1");
    }

    /** The same operations on the contract in a few lines. */
    public static final class Sequential {
        private final SequentialStore store = new SequentialStore();

        public String store(int number, int text) {
            return store.store(TOPIC, number, text);
        }

        public String storeFleeting(int number) {
            return store.storeFleeting(TOPIC, number);
        }

        public String all() {
            return store.since(TOPIC, 0);
        }

        public String since(int number) {
            return store.since(TOPIC, number);
        }

        public String next(int number) {
            return store.next(TOPIC, number);
        }

        public void clear() {
            store.clear(TOPIC);
        }

        public void clearAll() {
            store.clear(TOPIC);
        }

        public void listen() {
            // Whoever only listens changes nothing.
        }

        public void tick() {
            store.tick();
        }

        public void reclaim() {
            // What has expired is gone already.
        }
    }
}
