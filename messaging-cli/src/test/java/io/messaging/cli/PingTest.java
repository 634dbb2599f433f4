package io.messaging.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Pings a backend that is not an embedded server. */
class PingTest {
    private static final String IN_MEMORY =
            "{\"backend_module\":\"io.messaging.inmemory\",\"backend_class\":\"InMemoryMessagingBackend\"}";

    @Test
    void anyBackendIsAsked() {
        InProcess.Result result = InProcess.run("ping", "--count", "2", "--config-json", IN_MEMORY);
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().startsWith("pong from InMemoryMessagingBackend in "), result.out());
        assertTrue(result.out().contains("2 pings: least "), result.out());
    }
}
