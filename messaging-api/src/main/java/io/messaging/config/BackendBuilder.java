package io.messaging.config;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Opens a backend, or makes its configuration, from typed options. Immutable: {@link #with} returns a changed copy.
 *
 * <pre>{@code
 * EmbeddedMessagingBackend.builder().with(EmbeddedOptions.PORT, 31999).open()
 * }</pre>
 *
 * @param <B> the backend
 */
public final class BackendBuilder<B extends MessagingBackend> {
    private final MessagingBackendFactory factory;
    private final Class<B> type;
    private final MessagingConfig config;

    private BackendBuilder(MessagingBackendFactory factory, Class<B> type, MessagingConfig config) {
        this.factory = factory;
        this.type = type;
        this.config = config;
    }

    /**
     * {@return a builder without options; for backends, which hand it to their users}
     *
     * @param <B> the backend
     * @param factory creates it
     * @param type what the factory creates
     */
    public static <B extends MessagingBackend> BackendBuilder<B> of(MessagingBackendFactory factory, Class<B> type) {
        return new BackendBuilder<>(
                factory,
                type,
                MessagingConfig.of(Map.of(
                        "backend_module", factory.name().module(),
                        "backend_class", factory.name().className())));
    }

    /**
     * Sets an option.
     *
     * @param <T> its type
     * @param option one of the backend's
     * @param value its value
     * @return a changed copy
     * @throws MessagingConfigurationException when it is no option of this backend, or the value is not allowed
     */
    public <T> BackendBuilder<B> with(FactoryOption<T> option, T value) {
        Object checked = own(option.name()).check(option.toConfig(value));
        return new BackendBuilder<>(factory, type, config.withOption(option.name(), checked));
    }

    /** Returns this backend's option of a name: its range may differ from that of the same option elsewhere. */
    private FactoryOption<?> own(String name) {
        return factory.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new MessagingConfigurationException("unknown option '" + name + "' of "
                        + type.getSimpleName() + "; it takes "
                        + factory.options().stream().map(FactoryOption::name).collect(Collectors.joining(", "))));
    }

    /** {@return the configuration, for a file or another process} */
    public MessagingConfig config() {
        return config;
    }

    /**
     * Opens the backend.
     *
     * @return an open backend, to be closed by the caller
     * @throws MessagingConfigurationException when the options are mutually exclusive
     * @throws io.messaging.backend.MessagingConnectionException when the backend needs a server and reaches none
     */
    public B open() {
        return type.cast(config.createBackend(factory));
    }

    /** Returns the backend's name and the names of the options, but no values: one may be a secret. */
    @Override
    public String toString() {
        return "BackendBuilder[" + config + "]";
    }
}
