package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

final class Example {
    private Example() {}

    static void run(Path file) {
        // docs: example
        GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
        CompletableFuture<Message> received = new CompletableFuture<>();
        try (MessagingBackend backend = MessagingConfig.load(file).createBackend()) {
            backend.subscribe("orders", received::complete);
            Message order = Message.builder(ids).payload(Map.of("item", "tea")).build();
            backend.storeMessage("shop", "orders", order);
            System.out.println("delivered: " + received.join().payload());
            int stored = backend.getMessagesForTopic("orders").size();
            System.out.println("stored: " + stored);
        }
        // docs: end
    }
}
