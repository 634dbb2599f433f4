package io.messaging.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import io.messaging.embedded.testing.Messages;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryOptions;
import io.messaging.spi.FactoryOption;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Backends are opened in one line, and by typed options. */
class OpeningTest {
    @Test
    void aPortOpensAClient() {
        try (EmbeddedServer server = EmbeddedServer.start();
                EmbeddedMessagingBackend backend = EmbeddedMessagingBackend.open(server.port())) {
            backend.storeMessage("n", "t", Messages.numbered(1));
            assertEquals(1, Backends.messages(server));
        }
    }

    @Test
    void aConfigurationIsMadeOfTypedOptions() {
        MessagingConfig config = EmbeddedMessagingBackend.builder()
                .with(EmbeddedOptions.PORT, 31_999)
                .with(EmbeddedOptions.AUTO_START_SERVER, false)
                .with(EmbeddedOptions.MAX_STORED_BYTES, 1_000_000L)
                .config();

        assertEquals(
                MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.embedded",
                        "backend_class", "EmbeddedMessagingBackend",
                        "backend_config",
                                Map.of("port", 31_999, "auto_start_server", false, "max_stored_bytes", 1_000_000))),
                config);
        assertEquals(
                InMemoryMessagingBackend.builder()
                        .with(InMemoryOptions.DELIVERY, InMemoryMessagingBackend.Delivery.ASYNC)
                        .config(),
                MessagingConfig.of(Map.of(
                        "backend_module", "io.messaging.inmemory",
                        "backend_class", "InMemoryMessagingBackend",
                        "backend_config", Map.of("delivery", "async"))));
    }

    @Test
    void badValuesAreRefusedAtOnce() {
        assertEquals(
                "option 'port' is 0 (a number); it takes a whole number from 1 to 65535, and is 31134 (a number) if"
                        + " left out",
                assertThrows(
                                MessagingConfigurationException.class,
                                () -> EmbeddedMessagingBackend.builder().with(EmbeddedOptions.PORT, 0))
                        .getMessage());
        assertThrows(
                MessagingConfigurationException.class,
                () -> EmbeddedMessagingBackend.builder().with(InMemoryOptions.BROKER, "b"));
    }

    @Test
    void everyOptionHasAConstant() throws ReflectiveOperationException {
        Set<String> names = new TreeSet<>();
        for (Field field : EmbeddedOptions.class.getFields()) {
            names.add(((FactoryOption<?>) field.get(null)).name());
        }
        assertEquals(
                new EmbeddedMessagingBackendFactory()
                        .options().stream().map(FactoryOption::name).collect(Collectors.toCollection(TreeSet::new)),
                names);
    }

    /** What the other side sees. */
    private static final class Backends {
        static int messages(EmbeddedServer server) {
            MessagingBackend other = EmbeddedMessagingBackend.open(server.port());
            try (other) {
                return other.getMessagesForTopic("t").size();
            }
        }
    }
}
