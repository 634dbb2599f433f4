package io.messaging.tck.report;

/**
 * A rule, as reports show it. Immutable.
 *
 * @param id such as {@code RD-03}
 * @param must whether a backend has to keep it; else it only should
 * @param statement what it demands
 * @param intent why
 */
public record RuleInfo(String id, boolean must, String statement, String intent) {
    /**
     * Returns the level, as the specification writes it.
     *
     * @return MUST or SHOULD
     */
    public String level() {
        return must ? "MUST" : "SHOULD";
    }

    /**
     * Returns the group that the rule belongs to.
     *
     * @return the part of the id before the hyphen, such as {@code RD}
     */
    public String group() {
        int hyphen = id.indexOf('-');
        return hyphen < 0 ? id : id.substring(0, hyphen);
    }
}
