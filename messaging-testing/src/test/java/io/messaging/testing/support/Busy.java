package io.messaging.testing.support;

import static org.junit.jupiter.api.Assertions.assertThrows;

import io.messaging.testing.DistributedTestScenario;
import io.messaging.testsupport.Await;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** What a test with a short limit finds out while something goes on. */
public final class Busy {
    private static final Duration SHORT = Duration.ofMillis(400);

    private Busy() {}

    /** Asserts that all is not quiet, for a reason; others, as an answer that is still due, may come first. */
    public static void assertBusy(DistributedTestScenario scenario, String reason) {
        AtomicReference<String> said = new AtomicReference<>();
        Await.until(() -> "no '" + reason + "' in: " + said, () -> {
            AssertionError busy = assertThrows(
                    AssertionError.class, () -> scenario.waits().within(SHORT).awaitQuiescent());
            said.set(busy.getMessage());
            return busy.getMessage().contains(reason);
        });
    }
}
