package io.messaging.redis.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import io.messaging.backend.MessagingException;
import io.messaging.backend.StoreFullException;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.redis.testing.Configs;
import io.messaging.redis.testing.Messages;
import io.messaging.testsupport.Await;
import io.messaging.testsupport.Ports;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What goes wrong is said so that a reader knows what to do next. */
class ClearErrorIT {
    /** Ends what gets no answer, and is enough for what does, on a busy machine, too. */
    private static final int IMPATIENT_MILLIS = 3_000;

    private static void assertSays(MessagingException e, String... parts) {
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), () -> "should say '" + part + "': " + e.getMessage());
        }
    }

    @Test
    void aServerThatIsDownAtTheStartIsReportedWithItsAddress() {
        int port = Ports.free();
        assertSays(
                assertThrows(MessagingConnectionException.class, () -> Configs.open(port)),
                "127.0.0.1:" + port,
                "connect_wait_millis");
        assertSays(
                assertThrows(MessagingConnectionException.class, () -> Configs.open(port, "connect_wait_millis", 150)),
                "waited 150 ms");
    }

    @Test
    void aServerThatComesLaterIsWaitedForByOption() {
        RedisProcess server = RedisProcess.start();
        server.kill();
        try (server) {
            CompletableFuture<MessagingBackend> opening =
                    CompletableFuture.supplyAsync(() -> Configs.open(server.port(), "connect_wait_millis", 30_000));
            server.startAgain();
            try (MessagingBackend backend = opening.join()) {
                backend.storeMessage("n", "t", Messages.message("at last"));
                assertEquals(1, backend.getMessagesForTopic("t").size());
            }
        }
    }

    @Test
    void aWrongPasswordIsAMistakeInTheConfiguration() {
        try (RedisProcess server = RedisProcess.start("--requirepass", "right")) {
            for (Map<String, Object> options : List.<Map<String, Object>>of(
                    Map.of("port", server.port(), "password", "wrong"),
                    Map.of("port", server.port(), "username", "nobody", "password", "wrong"),
                    Map.of("port", server.port()))) {
                MessagingException e = assertThrows(
                        MessagingConfigurationException.class, () -> Configs.open(options), options::toString);
                assertSays(e, "username and password");
                assertTrue(!e.toString().contains("wrong") || !options.containsKey("password"), "shows the password");
            }
            Configs.open(server.port(), "password", "right").close();
        }
    }

    @Test
    void aReadOnlyReplicaRefusesStoresAndSaysWhatToDo() {
        try (RedisProcess master = RedisProcess.start();
                RedisProcess replica = RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
                MessagingBackend backend = Configs.open(replica.port(), "request_timeout_millis", IMPATIENT_MILLIS)) {
            Await.until(
                    "the replica to be in step",
                    () -> replica.call(commands -> commands.info("replication")).contains("master_link_status:up"));
            AtomicReference<MessagingException> said = new AtomicReference<>();
            Await.until( // at the end of its time, a busy machine may see the time-out first
                    () -> "a refusal, not " + said, () -> {
                        said.set(assertThrows(
                                MessagingException.class,
                                () -> backend.storeMessage("n", "t", Messages.message("refused"))));
                        return said.get() instanceof MessagingConnectionException;
                    });
            assertSays(said.get(), "read-only replica", "sentinel");
            assertEquals(List.of(), backend.getMessagesForTopic("t"), "reads go on");
        }
    }

    @Test
    void aFullServerRefusesTheNewAndKeepsTheOld() {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port())) {
            Message kept = Messages.message("kept");
            backend.storeMessage("n", "t", kept);
            server.call(commands -> commands.configSet("maxmemory", "1"));
            Message refused = Messages.message("refused");
            assertSays(
                    assertThrows(StoreFullException.class, () -> backend.storeMessage("n", "t", refused)), "maxmemory");
            CompletionException async = assertThrows(
                    CompletionException.class,
                    () -> backend.storeMessageAsync("n", "t", refused).join());
            assertTrue(async.getCause() instanceof StoreFullException, async::toString);
            assertEquals(List.of(kept), backend.getMessagesForTopic("t"));
            assertEquals(List.of(), backend.getMessagesById("n", List.of(refused.id())));
            server.call(commands -> commands.configSet("maxmemory", "0"));
            backend.storeMessage("n", "t", refused);
            assertEquals(
                    2, backend.getMessagesForTopicSince("t", GemstoneId.ZERO).size());
        }
    }

    private static boolean isEmpty(MessagingBackend backend, String topic) {
        try {
            return backend.getMessagesForTopic(topic).isEmpty();
        } catch (MessagingException stillConnecting) {
            return false;
        }
    }

    @Test
    void aServerThatDoesNotAnswerRunsIntoTheTimeLimitAndNotFurther() {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(server.port(), "request_timeout_millis", IMPATIENT_MILLIS)) {
            server.suspend();
            try {
                assertSays(
                        assertThrows(MessagingException.class, () -> backend.getMessagesForTopic("t")),
                        IMPATIENT_MILLIS + " ms",
                        "request_timeout_millis");
            } finally {
                server.resume();
            }
            Await.until("an answer", () -> isEmpty(backend, "t"));
        }
    }

    @Test
    void aServerThatGoesAwayIsReportedWithinTheTimeLimit() {
        RedisProcess server = RedisProcess.start();
        try (server;
                MessagingBackend backend = Configs.open(server.port(), "request_timeout_millis", IMPATIENT_MILLIS)) {
            server.kill();
            assertSays(
                    assertThrows(
                            MessagingConnectionException.class,
                            () -> backend.storeMessage("n", "t", Messages.message("lost?"))),
                    "lost the connection",
                    "Storing again is harmless");
        }
    }

    @Test
    void moreThanMayWaitToBeSentIsRefused() {
        try (RedisProcess server = RedisProcess.start();
                MessagingBackend backend = Configs.open(
                        server.port(), "max_pending_bytes", 20_000, "request_timeout_millis", Configs.PATIENT_MILLIS)) {
            server.suspend();
            try {
                List<CompletableFuture<Void>> futures = java.util.stream.IntStream.range(0, 100)
                        .mapToObj(i -> backend.storeMessageAsync("n", "t", Messages.message("m")))
                        .toList();
                CompletionException full = assertThrows(
                        CompletionException.class, () -> futures.get(99).join());
                assertTrue(full.getCause() instanceof StoreFullException, full::toString);
                assertTrue(full.getMessage().contains("max_pending_bytes"), full::getMessage);
            } finally {
                server.resume();
            }
        }
    }
}
