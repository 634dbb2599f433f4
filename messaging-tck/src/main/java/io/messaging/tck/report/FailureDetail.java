package io.messaging.tck.report;

import java.util.List;

/**
 * How a test failed. Immutable. Texts and lists are empty where they do not apply.
 *
 * @param expectation what the rule demands
 * @param observation what the backend did
 * @param missing ids of messages that did not come
 * @param extra ids of messages that should not have come
 * @param repeated ids of messages that came more often than they should
 * @param checkFirst what an author usually got wrong when the rule fails
 * @param stackTrace of the exception that made the test fail
 * @param threadDump what all threads were doing
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
     * @param expectation what the rule demands
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
