package io.messaging.lincheck;

import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Reads by id beside stores of the same id to two topics, clearing and expiry. One id: a read of several is no snapshot,
 * and need not be.
 */
@Param(name = "topic", gen = IntGen.class, conf = "1:2")
public class StoreIdsTest {
    private static final int NUMBER = 1;
    private final StoreOperations operations = new StoreOperations();

    @Operation
    public String store(@Param(name = "topic") int topic) {
        return operations.store(topic, Samples.lasting(NUMBER, topic - 1));
    }

    @Operation
    public String storeFleeting(@Param(name = "topic") int topic) {
        return operations.store(topic, Samples.fleeting(NUMBER));
    }

    @Operation
    public String byId() {
        return Samples.shown(operations.store.messagesById("ns", List.of(Samples.id(NUMBER))));
    }

    @Operation
    public String all(@Param(name = "topic") int topic) {
        return Samples.shown(operations.store.messages(StoreOperations.name(topic)));
    }

    @Operation
    public void clear(@Param(name = "topic") int topic) {
        operations.store.clear(StoreOperations.name(topic));
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
                StoreIdsTest.class,
                Sequential.class,
                "-> store 1, byId | store 2, byId -> byId",
                "store 1 -> store 2, byId | clear 1 -> byId",
                "storeFleeting 1 -> store 1, byId | tick, reclaim -> byId");
    }

    /** The same operations on the contract in a few lines. */
    public static final class Sequential {
        private final SequentialStore store = new SequentialStore();

        public String store(int topic) {
            return store.store(topic, NUMBER, topic - 1);
        }

        public String storeFleeting(int topic) {
            return store.storeFleeting(topic, NUMBER);
        }

        public String byId() {
            return store.firstStored(NUMBER);
        }

        public String all(int topic) {
            return store.since(topic, 0);
        }

        public void clear(int topic) {
            store.clear(topic);
        }

        public void tick() {
            store.tick();
        }

        public void reclaim() {
            // What has expired is gone already.
        }
    }
}
