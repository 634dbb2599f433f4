package com.example.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.tck.MessagingBackendTck;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The kit can be used in a module, too; the author of a backend would run all of it. */
class BackendTest {
    static final class Kit extends MessagingBackendTck {
        private final String broker = UUID.randomUUID().toString();

        @Override
        protected MessagingBackend openBackend() {
            return MessagingConfig.of(Map.of(
                            "backend_module", "io.messaging.inmemory",
                            "backend_class", "InMemoryMessagingBackend",
                            "backend_config", Map.of("broker", broker, "delivery", "async")))
                    .createBackend();
        }
    }

    @Test
    void theKitCanBeExtended() throws Exception {
        try (MessagingBackend backend = new Kit().openBackend()) {
            assertEquals(0, backend.getMessagesForTopic("orders").size());
        }
    }
}
