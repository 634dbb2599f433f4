package io.messaging.tck.spec;

import io.messaging.backend.Capability;
import java.util.Set;

/**
 * A rule of the contract, as {@code docs/specification.md} states it. Immutable.
 *
 * @param id such as {@code RD-03}; the part before the dash is its group
 * @param level whether a backend has to keep it
 * @param needs what a backend must declare for the rule to apply
 * @param statement what the rule demands
 * @param intent why
 * @param checkFirst what an author usually got wrong when it fails
 */
public record RuleDescription(
        String id, Level level, Set<Capability> needs, String statement, String intent, String checkFirst) {

    /** How binding a rule is. */
    public enum Level {
        /** A backend that breaks it is not compatible. */
        MUST,
        /** A backend may have reasons to break it. */
        SHOULD
    }

    /**
     * Copies the set.
     *
     * @param id the rule's id
     * @param level whether a backend has to keep it
     * @param needs what a backend must declare for the rule to apply
     * @param statement what the rule demands
     * @param intent why
     * @param checkFirst what an author usually got wrong when it fails
     */
    public RuleDescription {
        needs = Set.copyOf(needs);
    }

    /**
     * Returns whether a backend has to keep the rule.
     *
     * @return false where it only should
     */
    public boolean must() {
        return level == Level.MUST;
    }

    /**
     * Returns the rule's group.
     *
     * @return such as {@code RD}
     */
    public String group() {
        return id.substring(0, id.indexOf('-'));
    }
}
