package io.messaging.redis.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Programs of the Python framework on the same Redis: what each writes, the other finds. */
class PythonPeerIT {
    private static RedisProcess server;
    private static MessagingBackend backend;

    private final String topic = Messages.name("guild:topic");

    @BeforeAll
    static void start() {
        server = RedisProcess.start();
        // As the Python framework's own configuration has it; it lets the layout pass.
        backend = MessagingConfig.of(Map.of(
                        "backend_module", "rustic_ai.redis.messaging.backend",
                        "backend_class", "RedisMessagingBackend",
                        "backend_config",
                                Map.of(
                                        "redis_client",
                                        Map.of(
                                                "host",
                                                "127.0.0.1",
                                                "port",
                                                server.port(),
                                                "ssl",
                                                false,
                                                "layout",
                                                "python",
                                                "pubsub_retry_enabled",
                                                true))))
                .createBackend();
    }

    @AfterAll
    static void stop() {
        backend.close();
        server.close();
    }

    /** What a Python program does to store a message. */
    private void storeLikePython(RedisCommands<String, String> commands, Message message) {
        commands.set("msg:guild:" + message.id(), message.toJson(), SetArgs.Builder.ex(3_600));
        commands.zadd(topic, (double) message.timestampMillis(), message.toJson());
        commands.publish(topic, message.toJson());
    }

    @Test
    void pythonFindsWhatJavaStored() {
        Message message = Messages.message("from Java");
        backend.storeMessage("guild", topic, message);
        backend.storeMessage("guild", topic, message);
        assertEquals(message.toJson(), server.call(commands -> commands.get("msg:guild:" + message.id())));
        long seconds = server.call(commands -> commands.ttl("msg:guild:" + message.id()));
        assertTrue(seconds > 3_000 && seconds <= 3_600, () -> "seconds to live: " + seconds);
        assertEquals(List.of(message.toJson()), server.call(commands -> commands.zrange(topic, 0, -1)));
        assertEquals(
                (double) message.timestampMillis(), server.call(commands -> commands.zscore(topic, message.toJson())));
    }

    @Test
    void javaFindsAndReceivesWhatPythonStored() {
        List<Message> delivered = new CopyOnWriteArrayList<>();
        backend.subscribe(topic, delivered::add);
        Message message = Messages.message("from Python");
        server.call(commands -> {
            storeLikePython(commands, message);
            return null;
        });
        assertEquals(List.of(message), backend.getMessagesForTopic(topic));
        assertEquals(List.of(message), backend.getMessagesById("guild", List.of(message.id())));
        assertEquals(
                message,
                backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO).orElseThrow());
        Await.until("the delivery", () -> !delivered.isEmpty());
        assertEquals(List.of(message), delivered);
    }

    @Test
    void aViewOfANamespaceIsWhatPythonCallsAGuild() {
        String name = topic.substring("guild:".length());
        List<Message> delivered = new CopyOnWriteArrayList<>();
        try (MessagingBackend guild = backend.inNamespace("guild")) {
            guild.subscribe(name, delivered::add);
            Message ofPython = Messages.message("from Python");
            server.call(commands -> {
                storeLikePython(commands, ofPython);
                return null;
            });
            Message ofJava = Messages.message("from Java");
            guild.storeMessage("default", name, ofJava);
            Await.until("both deliveries", () -> delivered.size() == 2);
            assertEquals(List.of(ofPython, ofJava), guild.getMessagesForTopic(name));
            assertEquals(ofJava.toJson(), server.call(commands -> commands.get("msg:guild:" + ofJava.id())));
            assertEquals(
                    List.of(ofPython.toJson(), ofJava.toJson()),
                    server.call(commands -> commands.zrange(topic, 0, -1)));
        }
    }

    /** Stored and never published, as when the connection blinks between the two: the topic is read again. */
    @Test
    void whatWasNeverHeardOfIsMadeUpFor() {
        List<Message> delivered = new CopyOnWriteArrayList<>();
        Message before = Messages.message("before");
        backend.storeMessage("guild", topic, before);
        backend.subscribe(topic, delivered::add);
        Message unheard = Messages.message("unheard");
        server.call(commands -> commands.zadd(topic, (double) unheard.timestampMillis(), unheard.toJson()));
        server.cutConnections();
        Await.until("the message that was not published", () -> !delivered.isEmpty());
        Message after = Messages.message("after");
        backend.storeMessage("guild", topic, after);
        Await.until("the next message", () -> delivered.size() > 1);
        assertEquals(List.of(unheard, after), delivered);
    }

    /** Channels belong to the whole server: what is published there may be stored in another database. */
    @Test
    void aSubscriberGetsTheMessagesOfItsOwnDatabaseOnly() {
        List<Message> ofZero = new CopyOnWriteArrayList<>();
        List<Message> ofOne = new CopyOnWriteArrayList<>();
        Message stored0 = Messages.message("database 0, from Java");
        Message python0 = Messages.message("database 0, from Python");
        Message both = Messages.message("in both");
        Message stored1 = Messages.message("database 1");
        try (MessagingBackend one = Configs.open(Map.of("port", server.port(), "layout", "python", "db", 1))) {
            backend.subscribe(topic, ofZero::add);
            one.subscribe(topic, ofOne::add);
            backend.storeMessage("guild", topic, stored0);
            server.call(commands -> {
                storeLikePython(commands, python0);
                return null;
            });
            backend.storeMessage("guild", topic, both);
            one.storeMessage("guild", topic, both);
            one.storeMessage("guild", topic, stored1);
            Message last = Messages.message("the last of database 0");
            backend.storeMessage("guild", topic, last);
            Await.until("the last message of database 1", () -> ofOne.contains(stored1));
            Await.until("the last message of database 0", () -> ofZero.contains(last));
            assertEquals(List.of(both, stored1), ofOne);
            assertEquals(List.of(stored0, python0, both, last), ofZero);
        }
    }

    @Test
    void durableSubscriptionsAreNotPromised() {
        assertFalse(backend.capabilities().contains(Capability.DURABLE_SUBSCRIPTION));
        assertThrows(UnsupportedOperationException.class, backend::durableClients);
    }

    @Test
    void anUnknownKeyOfTheClientMapIsNamed() {
        Map<String, Object> options = Map.of("redis_client", Map.of("hots", "a", "port", server.port()));
        assertTrue(assertThrows(MessagingConfigurationException.class, () -> Configs.open(options))
                .getMessage()
                .contains("'hots'"));
    }

    @Test
    void aSettingThatIsGivenTwiceHasToBeTheSame() {
        Map<String, Object> options = Map.of("host", "a", "redis_client", Map.of("host", "b"));
        assertTrue(assertThrows(MessagingConfigurationException.class, () -> Configs.open(options))
                .getMessage()
                .contains("differ"));
    }
}
