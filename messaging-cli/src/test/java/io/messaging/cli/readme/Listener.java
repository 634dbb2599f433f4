package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import java.nio.file.Path;

public class Listener {
    public static void main(String[] args) throws InterruptedException {
        MessagingBackend backend = MessagingConfig.load(Path.of(args[0])).createBackend();
        Runtime.getRuntime().addShutdownHook(new Thread(backend::close)); // on Ctrl-C and SIGTERM
        backend.subscribe("orders", message -> {
            System.out.println("received: " + message.payload());
            if (message.payload().containsKey("last")) {
                backend.close();
            }
        });
        backend.awaitClosed();
    }
}
