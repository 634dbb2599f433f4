package custom.app;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.BackendDiscovery;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.util.List;
import java.util.Map;

/** A program that knows the contract only, and is told its backend by the environment. */
public final class Main {
    private Main() {}

    /**
     * Stores a message and reads it again.
     *
     * @param args none
     */
    public static void main(String[] args) {
        System.out.println("program in a named module: " + Main.class.getModule().isNamed());
        System.out.println("problems: " + BackendDiscovery.discover().problems());
        try (MessagingBackend backend = MessagingConfig.fromEnvironment().createBackend()) {
            System.out.println("backend: " + backend.getClass().getName());
            System.out.println("backend in a named module: " + backend.getClass().getModule().isNamed());
            System.out.println("largest message: " + backend.maxMessageBytes());
            Message message = Message.builder(new GemstoneGenerator(1)).payload(Map.of("text", "hello")).build();
            backend.storeMessage("n", "t", message);
            System.out.println("read back: " + backend.getMessagesForTopic("t").equals(List.of(message)));
        }
    }
}
