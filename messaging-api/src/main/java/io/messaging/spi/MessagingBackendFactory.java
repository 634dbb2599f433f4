package io.messaging.spi;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.backend.MessagingConnectionException;
import java.util.List;

/**
 * Creates backends of one kind. Found through {@link java.util.ServiceLoader}, on the class path
 * ({@code META-INF/services}) and on the module path ({@code provides}). Implementations are public, have a public
 * constructor without arguments, keep no state, and are thread-safe.
 */
public interface MessagingBackendFactory {
    /**
     * Returns the backend's own name, and so the {@code backend_module} and {@code backend_class} of a configuration.
     *
     * @return our own: the package and the simple name of the backend's class
     */
    BackendName name();

    /** {@return other names the backend answers to, such as another language's; usually none} */
    default List<BackendName> aliases() {
        return List.of();
    }

    /** {@return what the backend is for, in a sentence} */
    String description();

    /** {@return every key that {@code backend_config} may have} */
    List<FactoryOption<?>> options();

    /**
     * {@return an open backend}
     *
     * @param options checked against {@link #options}, defaults filled in
     * @throws MessagingConfigurationException when options do not go together
     * @throws MessagingConnectionException when the backend needs a server and reaches none
     */
    MessagingBackend create(OptionValues options);
}
