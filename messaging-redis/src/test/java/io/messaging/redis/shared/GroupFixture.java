package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.SharedGroup;
import io.messaging.backend.Delivery;
import io.messaging.backend.MessageHandler;
import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;

/** A topic of a test's own, and the members that a test has on it. */
abstract class GroupFixture {
    final String topic = Messages.name("jobs");
    final List<MessagingBackend> opened = new ArrayList<>();
    final BlockingQueue<Delivery> handled = new LinkedBlockingQueue<>();
    final MessageHandler handler = MessageHandler.ofDelivery(handled::add);
    final CountDownLatch gate = new CountDownLatch(1);

    abstract MessagingBackend openBackend();

    MessagingBackend open() {
        MessagingBackend backend = openBackend();
        opened.add(backend);
        return backend;
    }

    @AfterEach
    void closeAll() {
        gate.countDown();
        opened.forEach(MessagingBackend::close);
    }

    static Message message(String key, int number) {
        return Message.builder(Messages.IDS)
                .payload(Map.of("key", key, "number", number))
                .build();
    }

    List<GemstoneId> store(MessagingBackend backend, int count) {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Message message = message("k", i);
            backend.storeMessage("ns", topic, message);
            ids.add(message.id());
        }
        return ids;
    }

    List<GemstoneId> take(int count) throws InterruptedException {
        List<GemstoneId> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(Await.next(handled, "message " + i + " of " + count)
                    .message()
                    .id());
        }
        return ids;
    }

    SharedGroup group(MessagingBackend backend) {
        List<SharedGroup> groups = backend.sharedGroups().list().stream()
                .filter(group -> group.topic().equals(topic))
                .toList();
        assertEquals(1, groups.size(), groups::toString);
        return groups.get(0);
    }

    void awaitNoLag(MessagingBackend backend) {
        Await.until(() -> group(backend).toString(), () -> group(backend).lag() == 0);
    }
}
