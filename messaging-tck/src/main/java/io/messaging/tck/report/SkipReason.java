package io.messaging.tck.report;

/**
 * Why a test did not run to completion. Immutable.
 *
 * @param kind the kind of reason
 * @param name the capability or the method that is missing; empty for another reason
 * @param text a sentence
 */
public record SkipReason(Kind kind, String name, String text) {
    /** The kinds of reasons. */
    public enum Kind {
        /** The backend does not declare a capability, so the test does not apply. */
        CAPABILITY,
        /** The author's class lacks an optional method, so the test applies but could not be run. */
        HOOK,
        /** Anything else, such as an interrupted run. */
        OTHER
    }

    /**
     * Returns the outcome of a test that was skipped for this reason.
     *
     * @return {@link Outcome#SKIPPED} for a capability, else {@link Outcome#NOT_CHECKED}
     */
    public Outcome outcome() {
        return kind == Kind.CAPABILITY ? Outcome.SKIPPED : Outcome.NOT_CHECKED;
    }
}
