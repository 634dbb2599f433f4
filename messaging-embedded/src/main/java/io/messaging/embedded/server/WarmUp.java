package io.messaging.embedded.server;

import io.messaging.backend.DeadLetter;
import io.messaging.backend.DurableClient;
import io.messaging.embedded.protocol.CommandArguments;
import io.messaging.embedded.protocol.ProtocolException;
import io.messaging.embedded.protocol.SubscriberJson;
import io.messaging.embedded.protocol.Words;
import io.messaging.json.JsonText;
import io.messaging.log.SafeLog;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Loads the classes that reading and writing JSON needs, once in a JVM, on a thread that ends then: otherwise the event
 * loop would load them at the first command with JSON, and all clients would wait for that.
 */
final class WarmUp {
    private static final System.Logger LOGGER = SafeLog.of(WarmUp.class);

    /** For tests. */
    static final String THREAD_NAME = "messaging-warm-up";

    private static final AtomicBoolean STARTED = new AtomicBoolean();

    private WarmUp() {}

    /** Begins, if nobody has yet; does not wait. */
    static void start() {
        if (STARTED.compareAndSet(false, true)) {
            Thread thread = new Thread(null, WarmUp::run, THREAD_NAME, 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            thread.start();
        }
    }

    private static void run() {
        try {
            CommandArguments.ids("[1,18446744073709551615,\"2\"]");
            Message message = Message.builder(GemstoneId.of(1))
                    .topic("t")
                    .payload(Map.of("text", "\u00fc", "numbers", List.of(1, 1.5), "flag", true))
                    .build();
            Message letter = new DeadLetter("b", "c", "t", message, "type", "text").toMessage(GemstoneId.of(2));
            DeadLetter.fromMessage(Message.fromJson(letter.toJson()));
            readMessage("STORE_RAW n t " + message.toJson());
            requireRefused(() -> CommandArguments.ids("[1,x"));
            requireRefused(() -> readMessage("STORE_RAW n t {]"));
            JsonText.writeBytes(
                    SubscriberJson.tree(new DurableClient("c", "t", null, true, 0, 0, 0, 0, Instant.EPOCH)));
        } catch (ProtocolException | RuntimeException | LinkageError e) {
            // whoever needs it gets the error again
            LOGGER.log(Level.DEBUG, "the warm-up ended early", e);
        }
    }

    @FunctionalInterface
    private interface Reading {
        void run() throws ProtocolException;
    }

    /** An error says where the text is wrong, which takes classes of its own. */
    private static void requireRefused(Reading reading) {
        try {
            reading.run();
        } catch (ProtocolException expected) {
            return;
        }
        throw new IllegalStateException("a text that is no JSON was not refused");
    }

    private static void readMessage(String line) throws ProtocolException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        CommandArguments.message(new Words().split(bytes, 0, bytes.length), 3);
    }
}
