package io.messaging.redis.subscription;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.redis.testing.Configs;
import java.io.IOException;

/** The main class of a process that subscribes in every way, says its process id, and ends with its standard input. */
final class SubscribingProcess {
    private SubscribingProcess() {}

    /** Takes the port. */
    public static void main(String[] arguments) throws IOException {
        try (MessagingBackend backend = Configs.open(Integer.parseInt(arguments[0]))) {
            backend.subscribe("shop:t", message -> {});
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.durable("c"));
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.shared("g"));
            System.out.println(ProcessHandle.current().pid());
            System.in.read();
        }
    }
}
