package io.messaging.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WaiversTest {
    @TempDir
    private Path directory;

    @Test
    void aLineHasRuleDayAndReason() throws IOException {
        Waivers waivers =
                SampleReport.waivers(directory, "# known faults", "", "  RD-13 |2027-01-31| see issue 12 | and 13  ");
        assertEquals(List.of(new Waiver("RD-13", LocalDate.of(2027, 1, 31), "see issue 12 | and 13")), waivers.all());
        assertEquals("RD-13", waivers.of("RD-13").orElseThrow().rule());
        assertTrue(waivers.of("RD-01").isEmpty());
    }

    @Test
    void aWaiverCountsOnItsLastDayAndNotAfter() {
        Waiver waiver = new Waiver("RD-13", SampleReport.TODAY, "a reason");
        assertFalse(waiver.isExpiredOn(SampleReport.TODAY));
        assertTrue(waiver.isExpiredOn(SampleReport.TODAY.plusDays(1)));
    }

    @Test
    void anUnknownRuleIsRefusedByName() {
        refused("line 2: there is no rule 'RD-99'", "RD-01 | 2027-01-31 | reason", "RD-99 | 2027-01-31 | reason");
    }

    @Test
    void aMissingPartIsRefused() {
        refused("has no date and no reason", "RD-01");
        refused("has no reason", "RD-01 | 2027-01-31");
        refused("has no text as its reason", "RD-01 | 2027-01-31 | ");
    }

    @Test
    void aDayThatIsNoneIsRefused() {
        refused("'2027-02-30' is not a date", "RD-01 | 2027-02-30 | reason");
        refused("'soon' is not a date", "RD-01 | soon | reason");
    }

    @Test
    void aRuleIsWaivedOnce() {
        refused("RD-01 is waived a second time", "RD-01 | 2027-01-31 | reason", "RD-01 | 2027-01-31 | reason");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = directory.resolve("nothing.txt");
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> Waivers.load(file, Set.of("RD-01")));
        assertTrue(refusal.getMessage().contains(file.toString()), refusal::getMessage);
    }

    private void refused(String part, String... lines) {
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> SampleReport.waivers(directory, lines));
        assertTrue(refusal.getMessage().contains(part), refusal::getMessage);
    }
}
