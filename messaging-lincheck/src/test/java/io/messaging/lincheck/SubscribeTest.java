package io.messaging.lincheck;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.Message;
import io.messaging.spi.delivery.SourceSubscription;
import io.messaging.store.Cursor;
import io.messaging.store.MessageStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * A subscription that comes into force beside stores, and beside others who drop the topic by going away. Its handler
 * runs where its tasks are taken, as on a backend's threads.
 */
@Param(name = "number", gen = IntGen.class, conf = "1:3")
public class SubscribeTest {
    private static final String TOPIC = StoreOperations.name(1);
    private static final int LATE = Samples.IDS + 1;
    private final MessageStore store = new StoreOperations().store;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<String> handled = new ArrayList<>();

    /** Whose store began when the subscription was in force. */
    private final Queue<String> due = new ConcurrentLinkedQueue<>();

    private volatile SourceSubscription subscription;

    @Operation
    public void store(@Param(name = "number") int number) {
        boolean inForce = subscription != null;
        if (store.store("ns", TOPIC, Samples.lasting(number, 0)) && inForce) {
            due.add(Samples.shown(number, 0));
        }
    }

    @Operation(runOnce = true)
    public void subscribe() {
        SourceSubscription opened = new SourceSubscription(
                TOPIC,
                message -> handled.add(Samples.shown(message)),
                SubscriptionOptions.plain(),
                tasks::add,
                tasks::add);
        opened.start(store.openCursor(TOPIC, Cursor.NOW, opened::signal));
        subscription = opened;
    }

    @Operation
    public void listen() {
        store.openCursor(TOPIC, Cursor.NOW, () -> {}).close();
    }

    @Operation
    public void runHandler() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    /** Nothing is left lying, and the next message still finds its way. */
    @Validate
    public void whatIsStoredOnceItIsInForceIsHandledOnceAndInOrder() {
        if (subscription == null) {
            return;
        }
        runHandler();
        List<String> log = log();
        ModelCheck.require(handled.containsAll(due), "handled " + handled + ", due " + due);
        ModelCheck.require(
                handled.equals(log.subList(log.size() - handled.size(), log.size())),
                "handled " + handled + ", stored " + log);
        Message late = Samples.lasting(LATE, 0);
        store.store("ns", TOPIC, late);
        runHandler();
        ModelCheck.require(handled.contains(Samples.shown(late)), "the next message was not handled");
    }

    private List<String> log() {
        List<String> log = new ArrayList<>();
        try (Cursor cursor = store.openCursor(TOPIC, 0, () -> {})) {
            for (Message next = cursor.next(); next != null; next = cursor.next()) {
                log.add(Samples.shown(next));
            }
        }
        return log;
    }

    @Test
    void missesNothingThatIsStoredOnceItIsInForce() {
        ModelCheck.check(
                SubscribeTest.class,
                Sequential.class,
                "-> subscribe, runHandler | store 1, store 2 ->",
                "-> subscribe | listen, store 1 ->",
                "store 1 -> subscribe | store 2, runHandler -> runHandler",
                "subscribe -> store 1, runHandler | store 2, runHandler ->");
    }

    /** None of the operations answers anything: what has to hold is checked at the end of each run. */
    public static final class Sequential {
        public void store(int number) {}

        public void subscribe() {}

        public void listen() {}

        public void runHandler() {}
    }
}
