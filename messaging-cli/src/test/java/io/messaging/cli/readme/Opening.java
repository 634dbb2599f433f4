package io.messaging.cli.readme;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.EmbeddedMessagingBackend;
import io.messaging.embedded.EmbeddedOptions;
import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import java.util.stream.Stream;

/** The README's example of opening a backend in code. */
final class Opening {
    private Opening() {}

    static MessagingConfig run(int port) {
        // docs: README.md
        try (MessagingBackend backend = EmbeddedMessagingBackend.open(port);
                Stream<Message> orders = backend.streamMessagesForTopicSince("orders", GemstoneId.ZERO)) {
            orders.limit(10).forEach(System.out::println); // reads page by page, not the whole topic at once
        }
        MessagingConfig config = EmbeddedMessagingBackend.builder()
                .with(EmbeddedOptions.PORT, port)
                .with(EmbeddedOptions.AUTO_START_SERVER, false)
                .config();
        // docs: end
        return config;
    }
}
