package io.messaging.administration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.administration.BackendStats.Figure;
import io.messaging.administration.BackendStats.Unit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BackendStatsTest {
    private static final BackendStats STATS = new BackendStats(List.of(
            Figure.text("server", "here"),
            Figure.count("topics", 3).withNote("about"),
            Figure.unknown("stored_bytes", Unit.BYTES, "nobody counts them")));

    @Test
    void figuresAreFoundByNameAndKind() {
        assertEquals(Optional.of("here"), STATS.text("server"));
        assertEquals(OptionalLong.of(3), STATS.number("topics"));
        assertEquals("about", STATS.find("topics").orElseThrow().note());
        assertEquals(Optional.empty(), STATS.text("topics"));
        assertEquals(OptionalLong.empty(), STATS.number("server"));
        assertEquals(Optional.empty(), STATS.find("messages"));
    }

    @Test
    void whatIsNotKnownIsNoNumberAndSaysWhy() {
        assertEquals(OptionalLong.empty(), STATS.number("stored_bytes"));
        assertEquals(
                "nobody counts them", STATS.find("stored_bytes").orElseThrow().note());
        assertThrows(NullPointerException.class, () -> Figure.unknown("a", Unit.COUNT, null));
    }

    @Test
    void aValueThatDoesNotFitItsUnitIsRefused() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> new Figure("topics", Unit.COUNT, "3", null));
        assertTrue(refusal.getMessage().contains("'topics'"), refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Figure("server", Unit.TEXT, 3L, null));
        assertThrows(IllegalArgumentException.class, () -> new Figure("topics", Unit.COUNT, null, null));
    }
}
