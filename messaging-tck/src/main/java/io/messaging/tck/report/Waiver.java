package io.messaging.tck.report;

import java.time.LocalDate;

/**
 * Says that a backend is known to break a rule, and for how long that is accepted. Immutable.
 *
 * @param rule the rule's id
 * @param lastDay the last day on which the waiver counts
 * @param reason why, for the reader of a report
 */
public record Waiver(String rule, LocalDate lastDay, String reason) {
    /**
     * Tells whether the waiver counts no more.
     *
     * @param today the day of the run
     * @return true from the day after the last one on
     */
    public boolean isExpiredOn(LocalDate today) {
        return today.isAfter(lastDay);
    }
}
