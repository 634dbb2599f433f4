package io.messaging.tck.report;

import java.util.List;

/**
 * The backend that a report is about. Immutable.
 *
 * @param label what people call it
 * @param module its {@code backend_module}, empty where it was not opened from a configuration
 * @param className its {@code backend_class}, or the class of the kit that opened it
 * @param capabilities what it declares, in the order of the enum; empty too where it could not be opened
 */
public record TestedBackend(String label, String module, String className, List<String> capabilities) {
    /**
     * Copies the capabilities.
     *
     * @param label what people call it
     * @param module its module, or empty
     * @param className its class
     * @param capabilities what it declares
     */
    public TestedBackend {
        capabilities = List.copyOf(capabilities);
    }
}
