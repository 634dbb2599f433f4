package io.messaging.spi;

/**
 * The name of a backend in a configuration. Immutable.
 *
 * @param module the {@code backend_module}
 * @param className the {@code backend_class}
 */
public record BackendName(String module, String className) {
    /** Returns {@code module/class}. */
    @Override
    public String toString() {
        return module + "/" + className;
    }
}
