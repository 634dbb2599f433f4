package io.messaging.tck.spec;

import org.opentest4j.AssertionFailedError;

/**
 * A rule that a backend broke: what was expected, what was seen, and everything that helps to find out why. The
 * message has it all as text; the methods have it as data, for reports.
 */
public final class TckFailure extends AssertionFailedError {
    private static final long serialVersionUID = 1L;

    private final String rule;
    private final String expectation;
    private final String observation;
    private final transient IdDifference ids;
    private final String threadDump;
    private final String checkFirst;

    /**
     * Creates a failure.
     *
     * @param rule its id
     * @param expectation what the rule demands
     * @param observation what the backend did
     * @param ids how the ids that came differ from those that should have come
     * @param threadDump the stacks of the threads, empty where they say nothing about the failure
     * @param cause what was thrown, or null
     */
    public TckFailure(
            String rule, String expectation, String observation, IdDifference ids, String threadDump, Throwable cause) {
        super(text(rule, expectation, observation, ids, threadDump), cause);
        this.rule = rule;
        this.expectation = expectation;
        this.observation = observation;
        this.ids = ids;
        this.threadDump = threadDump;
        this.checkFirst = checkFirst(rule);
    }

    private static String text(
            String rule, String expectation, String observation, IdDifference ids, String threadDump) {
        return rule + ": " + expectation + "\n  seen: " + observation + ids.asText()
                + (checkFirst(rule).isEmpty() ? "" : "\n  check first: " + checkFirst(rule))
                + (threadDump.isEmpty() ? "" : "\n  threads:\n" + threadDump);
    }

    private static String checkFirst(String rule) {
        return RuleCatalogue.find(rule).map(RuleDescription::checkFirst).orElse("");
    }

    /**
     * Returns the rule.
     *
     * @return its id
     */
    public String rule() {
        return rule;
    }

    /**
     * Returns what the rule demands.
     *
     * @return a sentence
     */
    public String expectation() {
        return expectation;
    }

    /**
     * Returns what the backend did.
     *
     * @return a sentence
     */
    public String observation() {
        return observation;
    }

    /**
     * Returns how the messages that came differ from those that should have come.
     *
     * @return their ids
     */
    public IdDifference ids() {
        return ids;
    }

    /**
     * Returns the threads at the time of the failure.
     *
     * @return their stacks, empty where they say nothing about the failure
     */
    public String threadDump() {
        return threadDump;
    }

    /**
     * Returns what an author usually got wrong when this rule fails.
     *
     * @return a sentence of the rule catalogue
     */
    public String checkFirst() {
        return checkFirst;
    }
}
