package io.messaging.embedded.client.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.SubscriptionOptions;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ClientSubscriptionTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(3);

    /** Holds messages, and has something happen while it is asked and empty. */
    private static final class Source implements LinkSource {
        private final Queue<Message> messages = new ArrayDeque<>();
        private Runnable whenFoundEmpty = () -> {};

        @Override
        public Message poll() {
            Message message = messages.poll();
            if (message == null) {
                Runnable once = whenFoundEmpty;
                whenFoundEmpty = () -> {};
                once.run();
            }
            return message;
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
            messages.clear();
        }
    }

    private static Message message() {
        return Message.builder(IDS).payload(Map.of("x", 1)).build();
    }

    /** The thread that looks for messages may be held up between finding none and asking whether there is another source. */
    @Test
    void whatComesLastOverALostConnectionIsDeliveredBeforeTheNextOne() {
        List<Message> delivered = new ArrayList<>();
        ClientSubscription subscription = new ClientSubscription(
                null, 1, "t", delivered::add, SubscriptionOptions.plain(), Runnable::run, Runnable::run);
        Message last = message();
        Message next = message();
        Source lost = new Source();
        Source found = new Source();
        found.messages.add(next);
        lost.whenFoundEmpty = () -> {
            lost.messages.add(last);
            subscription.feedFrom(found);
        };
        subscription.feedFrom(lost);
        assertEquals(List.of(last, next), delivered);
    }
}
