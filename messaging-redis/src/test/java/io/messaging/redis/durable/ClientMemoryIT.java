package io.messaging.redis.durable;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.message.Message;
import io.messaging.redis.connection.LinkFactory;
import io.messaging.redis.connection.RedisLink;
import io.messaging.redis.store.Keys;
import io.messaging.redis.subscription.NewStart;
import io.messaging.redis.subscription.Place;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ClientMemoryIT {
    private static final ClientId ID = new ClientId("client", "topic");

    /** Whoever moves its place learns of them, so they come next, however late the channel tells it. */
    @Test
    void movingThePlaceTellsOfRequeuedMessages() {
        try (RedisProcess server = RedisProcess.start();
                RedisLink link = LinkFactory.open(Configs.settings(server.port()))) {
            ClientMemory memory = new ClientMemory(link, new Keys(""));
            memory.claim(ID, "token", null, NewStart.BEGINNING);
            assertFalse(memory.settle(ID, new Place(1, 1), 1));
            Message message = Messages.message("requeued");
            assertTrue(memory.requeue(ID, message));
            assertTrue(memory.settle(ID, new Place(2, 2), 1));
            memory.settleRequeued(ID, message);
            assertFalse(memory.settle(ID, new Place(3, 3), 1));
        }
    }

    @Test
    void aForgottenClientIsNotListed() {
        try (RedisProcess server = RedisProcess.start();
                RedisLink link = LinkFactory.open(Configs.settings(server.port()))) {
            ClientMemory memory = new ClientMemory(link, new Keys(""));
            memory.claim(ID, "token", null, NewStart.BEGINNING);
            assertEquals(Set.of(ID), memory.all());
            assertTrue(memory.forget(ID));
            assertEquals(Set.of(), memory.all());
        }
    }
}
