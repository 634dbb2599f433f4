package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.nio.file.Path;

final class Listener {
    private Listener() {}

    static void run(Path file) throws InterruptedException {
        // docs: listener
        MessagingBackend backend = MessagingConfig.load(file).createBackend();
        // On Ctrl-C and SIGTERM. Running handlers may finish.
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close));
        backend.subscribe("orders", message -> System.out.println("received: " + message.payload()));
        backend.awaitClosed();
        // docs: end
    }
}
