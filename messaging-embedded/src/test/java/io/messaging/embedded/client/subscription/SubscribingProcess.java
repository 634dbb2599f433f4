package io.messaging.embedded.client.subscription;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.SubscriptionOptions;
import io.messaging.embedded.testing.Backends;
import io.messaging.message.TopicFilter;
import java.io.IOException;

/** The main class of a process that subscribes in every way, says its process id, and ends with its standard input. */
final class SubscribingProcess {
    private SubscribingProcess() {}

    /** Takes the port. */
    public static void main(String[] arguments) throws IOException {
        try (MessagingBackend backend = Backends.socket(Integer.parseInt(arguments[0]))) {
            backend.subscribe("shop:t", message -> {});
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.durable("c"));
            backend.subscribe("shop:t", message -> {}, SubscriptionOptions.shared("g"));
            backend.subscribe(TopicFilter.startingWith("shop:"), message -> {});
            System.out.println(ProcessHandle.current().pid());
            System.in.read();
        }
    }
}
