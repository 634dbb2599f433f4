package io.messaging.tck;

import io.messaging.message.GemstoneId;
import java.util.List;
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

    TckFailure(
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
     * Gives the rule.
     *
     * @return its id
     */
    public String rule() {
        return rule;
    }

    /**
     * Tells what the rule demands.
     *
     * @return a sentence
     */
    public String expectation() {
        return expectation;
    }

    /**
     * Tells what the backend did.
     *
     * @return a sentence
     */
    public String observation() {
        return observation;
    }

    /**
     * Gives the messages that did not come.
     *
     * @return their ids, perhaps none
     */
    public List<GemstoneId> missing() {
        return ids.missing();
    }

    /**
     * Gives the messages that should not have come.
     *
     * @return their ids, perhaps none
     */
    public List<GemstoneId> extra() {
        return ids.extra();
    }

    /**
     * Gives the messages that came more often than they should.
     *
     * @return their ids, perhaps none
     */
    public List<GemstoneId> repeated() {
        return ids.repeated();
    }

    /**
     * Gives the threads at the time of the failure.
     *
     * @return their stacks, empty where they say nothing about the failure
     */
    public String threadDump() {
        return threadDump;
    }

    /**
     * Tells what an author usually got wrong when this rule fails.
     *
     * @return a sentence of the rule catalogue
     */
    public String checkFirst() {
        return checkFirst;
    }
}
