package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import io.messaging.store.MessageStore;
import io.messaging.testsupport.ChildProcess;
import java.io.File;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A program runs with the oldest jackson-core 3 that a BOM may pin and without jackson-databind and
 * jackson-annotations. The build has copied that jar to {@code target/oldest-jackson}.
 */
class OldestJacksonIT {
    private static final Path JACKSON =
            Path.of("target/oldest-jackson/jackson-core.jar").toAbsolutePath();

    @Test
    void itIsAllThatStoringDeliveringAndReadingNeed() throws Exception {
        assertTrue(Files.exists(JACKSON), JACKSON + " is missing; the build copies it before the integration tests");
        String classPath = Stream.of(
                        placeOf(MessagingBackend.class),
                        placeOf(MessageStore.class),
                        placeOf(EmbeddedMessagingBackend.class),
                        placeOf(Program.class),
                        JACKSON)
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        assertEquals(
                new ChildProcess.Result(0, "done\n"),
                ChildProcess.run(ChildProcess.java("-cp", classPath, Program.class.getName()), 120));
    }

    private static Path placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Runs without JUnit on its class path. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            try (EmbeddedServer server = EmbeddedServer.start(0)) {
                MessagingConfig config = MessagingConfig.fromJson(
                        "{\"backend_module\":\"io.messaging.embedded\",\"backend_class\":\"EmbeddedMessagingBackend\","
                                + "\"backend_config\":{\"port\":" + server.port() + ",\"auto_start_server\":false}}");
                try (MessagingBackend backend = config.createBackend()) {
                    storeAndRead(backend);
                }
            }
            System.out.println("done");
        }

        private static void storeAndRead(MessagingBackend backend) throws InterruptedException {
            BlockingQueue<Message> delivered = new LinkedBlockingQueue<>();
            backend.subscribe("orders", message -> delivered.add(message));
            Message message = Message.builder(GemstoneGenerator.withRandomMachineId())
                    .payload(Map.of("half", "\ud800 alone 🚀", "big", new BigInteger("9".repeat(30)), "small", 1e-7))
                    .build();
            backend.storeMessage("app", "orders", message);
            check(message, delivered.poll(60, TimeUnit.SECONDS));
            check(List.of(message), backend.getMessagesForTopic("orders"));
            check(
                    "\ud800 alone 🚀",
                    Message.fromJson(message.toJson()).payload().get("half"));
            check(
                    Map.of("🚀", 1L),
                    Message.fromJson("{\"id\":1,\"payload\":{\"\\ud83d\\ude80\":1}}")
                            .payload());
            Object tree = Map.of("steps", List.of(1, 2.5, Map.of("done", true)));
            Message ofTree = Message.builder(GemstoneGenerator.withRandomMachineId())
                    .payload(tree)
                    .build();
            check(1L, ((List<?>) ofTree.payload().get("steps")).get(0));
            check(false, isMessage("{\"id\":1,\"payload\":{\"\\ud83d\":1}}"));
            check(false, isMessage("{\"id\":1,\"payload\":{\"x\":NaN}}"));
        }

        private static boolean isMessage(String json) {
            try {
                Message.fromJson(json);
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        }

        private static void check(Object expected, Object actual) {
            if (!expected.equals(actual)) {
                throw new AssertionError(actual + " instead of " + expected);
            }
        }
    }
}
