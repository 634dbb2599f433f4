package io.messaging.tck.report;

import java.time.LocalDate;

/**
 * A known violation of a rule, accepted until a date. Immutable.
 *
 * @param rule the rule's id
 * @param lastDay the last day on which the waiver applies
 * @param reason shown in the report
 */
public record Waiver(String rule, LocalDate lastDay, String reason) {
    /**
     * Returns whether the waiver has expired.
     *
     * @param today the day of the run
     * @return true after the last day
     */
    public boolean isExpiredOn(LocalDate today) {
        return today.isAfter(lastDay);
    }
}
