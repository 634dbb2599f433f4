package io.messaging.bus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedServer;
import io.messaging.message.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Agents in Java and the one in Python of {@code examples/agents} on one server: each asks the other. */
class PythonAgentTest {
    private static final Path SCRIPTS = Path.of("..", "examples", "agents", "python");

    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static boolean hasPython() {
        try {
            Process process = new ProcessBuilder("python3", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void eachAsksTheOther() throws Exception {
        assumeTrue(hasPython(), "there is no python3");
        try (EmbeddedServer server = EmbeddedServer.start(0);
                MessagingBackend backend = EmbeddedMessagingBackend.open(server.port());
                MessageBus bus = MessageBus.of(backend, "press")) {
            BusClient editor = bus.register("editor");
            editor.subscribe("styles", (question, context) -> {
                assertEquals("reviewer", question.sender().orElseThrow().id());
                context.reply(Map.of("style", "short"));
            });
            Process reviewer = new ProcessBuilder(
                            "python3", "reviewer.py", "127.0.0.1", String.valueOf(server.port()), "press")
                    .directory(SCRIPTS.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertTrue(reviewer.inputReader().readLine().contains("ready"));
                Message review = editor.request("reviews", Map.of("text", "hello"), Message.class, LIMIT)
                        .get(LIMIT.toSeconds(), SECONDS);
                assertEquals("short enough", review.payload().get("verdict"));
                assertEquals("reviewer", review.sender().orElseThrow().id());
                Message direct = editor.request(BusTopics.inbox("reviewer"), Map.of("text", "hi"), Message.class, LIMIT)
                        .get(LIMIT.toSeconds(), SECONDS);
                assertEquals("hi", direct.payload().get("text"));
            } finally {
                reviewer.destroyForcibly().waitFor();
            }
        }
    }
}
