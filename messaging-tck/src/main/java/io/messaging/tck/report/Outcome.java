package io.messaging.tck.report;

/** What became of a rule, or of one test of it. */
public enum Outcome {
    /** The backend keeps the rule. */
    PASSED("passed"),

    /** The backend breaks the rule. */
    FAILED("failed"),

    /** The backend breaks the rule, and a waiver says that this is known. Never of a single test. */
    WAIVED("waived"),

    /** The rule applies, but the author's class lacks the optional method that checking it needs. */
    NOT_CHECKED("not checked"),

    /** The rule does not apply: the backend does not declare the capability. */
    SKIPPED("skipped");

    private final String label;

    Outcome(String label) {
        this.label = label;
    }

    /**
     * Returns the words shown to people.
     *
     * @return such as {@code not checked}
     */
    public String label() {
        return label;
    }
}
