package io.messaging.tck.report;

/** What became of a rule, or of one test of it. */
public enum Outcome {
    /** The backend keeps the rule. */
    PASSED("passed"),

    /** The backend breaks the rule. */
    FAILED("failed"),

    /** The backend breaks the rule, and a waiver says that this is known. Never of a single test. */
    WAIVED("waived"),

    /** The rule applies, but for want of an optional method of the author's class nobody could look. */
    NOT_CHECKED("not checked"),

    /** The rule does not apply: the backend does not declare what it is about. */
    SKIPPED("skipped");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /**
     * Gives the word for people.
     *
     * @return such as {@code not checked}
     */
    public String label() {
        return label;
    }
}
