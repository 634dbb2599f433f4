package io.messaging.embedded.client.subscription;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.lincheck.ModelCheck;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.message.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/**
 * The hand-over from a connection's reader to the handler's thread, while connections break and the next one feeds the
 * subscription: what came over the one before is handled before, and nothing is left lying.
 */
public class LinkChangeTest {
    private static final int MOST = 16;
    private static final Message[] MESSAGES = new Message[MOST];

    static {
        for (int i = 0; i < MOST; i++) {
            MESSAGES[i] = Message.builder(GemstoneId.of(Priority.NORMAL, GemstoneId.EPOCH_MILLIS + 1_000 + i, 1, 0))
                    .payload(Map.of("number", i))
                    .build();
        }
    }

    private static final class Source implements LinkSource {
        private final Queue<Message> arrived = new ConcurrentLinkedQueue<>();

        @Override
        public Message poll() {
            return arrived.poll();
        }

        @Override
        public String serverId() {
            return "server";
        }

        @Override
        public long nextPosition() {
            return 0;
        }

        @Override
        public void close() {
            arrived.clear();
        }
    }

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final List<Message> handled = new ArrayList<>();
    private final ClientSubscription subscription =
            new ClientSubscription(null, 1, "t", handled::add, SubscriptionOptions.plain(), tasks::add, tasks::add);
    private Source source = new Source();
    private int arrived;

    /** Begins on a first connection. */
    public LinkChangeTest() {
        subscription.feedFrom(source);
    }

    @Operation(nonParallelGroup = "reader")
    public void arrive() {
        source.arrived.add(MESSAGES[arrived++]);
        subscription.signal();
    }

    /** The last one before the connection broke; its signal comes late. */
    @Operation(nonParallelGroup = "reader")
    public void arriveAndBreak() {
        source.arrived.add(MESSAGES[arrived++]);
        source = new Source();
        source.arrived.add(MESSAGES[arrived++]);
        subscription.feedFrom(source);
    }

    @Operation
    public void runHandler() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
    }

    @Validate
    public void allIsHandledInOrder() {
        runHandler();
        if (!handled.equals(List.of(MESSAGES).subList(0, arrived))) {
            throw new IllegalStateException("handled " + handled + " of " + arrived);
        }
    }

    @Test
    void losesNothingAndKeepsTheOrder() {
        ModelCheck.check(
                LinkChangeTest.class,
                Sequential.class,
                "arrive -> runHandler | arriveAndBreak ->",
                "-> arrive, arriveAndBreak | runHandler, runHandler ->");
    }

    /** None of the operations answers anything: what has to hold is checked at the end of each run. */
    public static final class Sequential {
        public void arrive() {}

        public void arriveAndBreak() {}

        public void runHandler() {}
    }
}
