package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.nio.file.Path;

final class Listener {
    private Listener() {}

    static void run(Path file) throws InterruptedException {
        // docs: listener
        MessagingBackend backend = MessagingConfig.load(file).createBackend();
        Runtime.getRuntime()
                .addShutdownHook(new Thread(backend::close)); // on Ctrl-C and SIGTERM; running handlers may finish
        backend.subscribe("orders", message -> System.out.println("received: " + message.payload()));
        backend.awaitClosed();
        // docs: end
    }
}
