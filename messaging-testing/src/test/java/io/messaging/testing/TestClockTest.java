package io.messaging.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.message.GemstoneGenerator;
import io.messaging.message.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@MessagingTest(clock = true)
class TestClockTest {
    @Test
    void itRunsUntilItIsFrozen(TestClock clock, DistributedTestScenario scenario) {
        Instant begin = clock.instant();
        assertTrue(Duration.between(begin, Instant.now()).abs().compareTo(Duration.ofMinutes(1)) < 0);
        clock.advance(Duration.ofDays(1));
        assertTrue(!clock.instant().isBefore(begin.plus(Duration.ofDays(1))));
        clock.freeze();
        Instant frozen = clock.instant();
        scenario.awaitQuiescent(); // real time passes
        assertEquals(frozen, clock.instant());
        clock.advance(Duration.ofMillis(1));
        assertEquals(frozen.plusMillis(1), clock.instant());
        clock.resume();
        assertTrue(!clock.instant().isBefore(frozen));
    }

    @Test
    void itCanBeFrozenAtATimeToCome(TestClock clock) {
        Instant newYear = Instant.parse("2033-01-01T00:00:00Z");
        clock.freeze(newYear);
        assertEquals(newYear, clock.instant());
        assertThrows(IllegalArgumentException.class, () -> clock.freeze(newYear.minusMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofMillis(-1)));
    }

    @Test
    void generatorsGoByIt(TestClock clock, GemstoneGenerator ids, DistributedTestScenario scenario) {
        clock.freeze(Instant.parse("2033-01-01T00:00:00Z"));
        assertEquals(clock.millis(), ids.next().epochMillis());
        assertEquals(clock.millis(), scenario.message("n", 1).id().epochMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void messagesExpireByIt(String topic, TestClock clock, DistributedTestScenario scenario) {
        expires(topic, clock, scenario);
    }

    @Test
    @MessagingTest(backend = MessagingTest.IN_MEMORY, clock = true)
    void messagesExpireByItInMemoryToo(TestClock clock, DistributedTestScenario scenario) {
        expires("offers", clock, scenario);
    }

    private static void expires(String topic, TestClock clock, DistributedTestScenario scenario) {
        clock.freeze();
        MessagingBackend desk = scenario.createBackend("desk");
        Message offer = scenario.message("n", 1).toBuilder().ttlSeconds(3600).build();
        desk.storeMessage("shop", topic, offer);
        clock.advance(Duration.ofSeconds(3599));
        assertEquals(List.of(offer), desk.getMessagesForTopic(topic));
        clock.advance(Duration.ofSeconds(2));
        assertEquals(List.of(), desk.getMessagesForTopic(topic));
        assertEquals(List.of(), desk.getMessagesById("shop", List.of(offer.id())));
    }

    @Test
    @MessagingTest(clock = false)
    void aTestWithoutAClockIsToldHowToGetOne(DistributedTestScenario scenario) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, scenario::clock);
        assertTrue(refusal.getMessage().contains("TestClock as a parameter"), refusal::getMessage);
    }
}
