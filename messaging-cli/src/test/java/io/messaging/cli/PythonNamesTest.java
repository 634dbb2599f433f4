package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.config.BackendDiscovery;
import io.messaging.spi.BackendName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Python framework's modules, and the packages that export the classes, as its configurations spell them. */
class PythonNamesTest {
    @ParameterizedTest
    @CsvSource({
        "rustic_ai.core.messaging.backend.in_memory_backend, InMemoryMessagingBackend, io.messaging.inmemory",
        "rustic_ai.core.messaging.backend, InMemoryMessagingBackend, io.messaging.inmemory",
        "rustic_ai.core.messaging, InMemoryMessagingBackend, io.messaging.inmemory",
        "rustic_ai.core.messaging.backend.embedded_backend, EmbeddedMessagingBackend, io.messaging.embedded",
        "rustic_ai.core.messaging.backend, EmbeddedMessagingBackend, io.messaging.embedded",
        "rustic_ai.core.messaging, EmbeddedMessagingBackend, io.messaging.embedded",
        "rustic_ai.redis.messaging.backend, RedisMessagingBackend, io.messaging.redis",
        "rustic_ai.redis.messaging, RedisMessagingBackend, io.messaging.redis",
    })
    void everySpellingOfThePythonFrameworkFindsOurs(String module, String className, String ours) {
        assertEquals(
                new BackendName(ours, className),
                BackendDiscovery.discover()
                        .find(new BackendName(module, className))
                        .name());
    }
}
