package io.messaging.embedded.client.subscription;

import io.messaging.embedded.server.core.Recipient;
import io.messaging.message.InvalidMessageException;
import io.messaging.message.Message;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/** What was published and not stored: a bounded queue, since it is in no log. Thread-safe. */
final class PublishedMessages implements Recipient {
    private static final int MAX_PUBLISHED = 1_000;

    private final Runnable onNew;
    private final Queue<Message> queue = new ArrayBlockingQueue<>(MAX_PUBLISHED);

    PublishedMessages(Runnable onNew) {
        this.onNew = onNew;
    }

    Message poll() {
        return queue.poll();
    }

    @Override
    public boolean publish(String topic, byte[] text) {
        try {
            boolean taken = queue.offer(Message.fromJson(text));
            onNew.run();
            return taken;
        } catch (InvalidMessageException e) {
            return false; // any text may be published; handlers here take messages only
        }
    }
}
