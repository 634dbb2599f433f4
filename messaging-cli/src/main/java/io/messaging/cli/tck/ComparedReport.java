package io.messaging.cli.tck;

import java.util.Map;
import java.util.Set;

/**
 * The parts of a report that a comparison needs. Immutable.
 *
 * @param file the file of the report
 * @param label the name of the backend
 * @param passed its verdict
 * @param capabilities what the backend declares
 * @param outcomes by rule, in the report's order
 * @param statements statements by rule
 */
record ComparedReport(
        String file,
        String label,
        boolean passed,
        Set<String> capabilities,
        Map<String, String> outcomes,
        Map<String, String> statements) {}
