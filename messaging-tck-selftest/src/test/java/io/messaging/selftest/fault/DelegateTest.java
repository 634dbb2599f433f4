package io.messaging.selftest.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.messaging.administration.BackendStats;
import io.messaging.backend.MessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend;
import io.messaging.inmemory.InMemoryMessagingBackend.Delivery;
import org.junit.jupiter.api.Test;

class DelegateTest {
    @Test
    void hasTheAdministrationOfTheCorrectBackend() {
        try (MessagingBackend faulty =
                new Delegate(InMemoryMessagingBackend.open(DelegateTest.class.getName(), Delivery.DIRECT))) {
            assertEquals(
                    0,
                    faulty.administration()
                            .stats()
                            .number(BackendStats.MESSAGES)
                            .orElseThrow());
        }
    }
}
