package io.messaging.tck.report;

import java.util.List;

/**
 * How a test failed. Immutable. Texts and lists are empty where they do not apply.
 *
 * @param expectation what the rule requires
 * @param observation what the backend did
 * @param missing ids of messages that were expected and not delivered
 * @param extra ids of messages that were not expected
 * @param repeated ids of messages that were delivered more often than allowed
 * @param checkFirst the usual cause when the rule fails
 * @param stackTrace of the exception that made the test fail
 * @param threadDump the stacks of all threads
 */
public record FailureDetail(
        String expectation,
        String observation,
        List<String> missing,
        List<String> extra,
        List<String> repeated,
        String checkFirst,
        String stackTrace,
        String threadDump) {
    /**
     * Copies the lists.
     *
     * @param expectation what the rule requires
     * @param observation what the backend did
     * @param missing ids
     * @param extra ids
     * @param repeated ids
     * @param checkFirst advice
     * @param stackTrace text
     * @param threadDump text
     */
    public FailureDetail {
        missing = List.copyOf(missing);
        extra = List.copyOf(extra);
        repeated = List.copyOf(repeated);
    }
}
