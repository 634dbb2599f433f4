package io.messaging.cli.tck;

import java.util.Map;
import java.util.Set;

/**
 * What a comparison needs of a report. Immutable.
 *
 * @param file where it was read
 * @param label what it calls the backend
 * @param passed its verdict
 * @param capabilities what the backend declares
 * @param outcomes by rule, in the report's order
 * @param statements what the rules demand
 */
record ComparedReport(
        String file,
        String label,
        boolean passed,
        Set<String> capabilities,
        Map<String, String> outcomes,
        Map<String, String> statements) {}
