package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

public class Example {
    public static void main(String[] args) {
        CompletableFuture<Message> delivered = new CompletableFuture<>();
        GemstoneGenerator ids = new GemstoneGenerator(1); // another number, 0 to 255, in each process
        try (MessagingBackend backend = MessagingConfig.load(Path.of(args[0])).createBackend()) {
            backend.subscribe("orders", delivered::complete);
            Message order = Message.builder(ids)
                    .sender("shop")
                    .topic("orders")
                    .payload(Map.of("item", "tea"))
                    .build();
            backend.storeMessage("my-app", "orders", order);
            System.out.println("delivered: " + delivered.join().payload());
            int stored = backend.getMessagesForTopic("orders").size();
            System.out.println("stored: " + stored);
        }
    }
}
