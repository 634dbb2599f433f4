package io.messaging.spi;

import io.messaging.backend.MessagingConfigurationException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A backend's options, checked against their descriptions, with the defaults filled in. Immutable. */
public final class OptionValues {
    private final Map<String, Object> values;
    private final Map<String, Object> given;

    private OptionValues(Map<String, Object> values, Map<String, Object> given) {
        this.values = values;
        this.given = given;
    }

    /**
     * {@return the checked values of a configuration}
     *
     * @param backend the backend's name, for the error message
     * @param options what the backend takes
     * @param config the {@code backend_config} map
     * @throws MessagingConfigurationException for an option that is unknown or has a value that is not allowed
     */
    public static OptionValues check(String backend, List<FactoryOption<?>> options, Map<String, ?> config) {
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> given = new LinkedHashMap<>();
        for (FactoryOption<?> option : options) {
            if (config.containsKey(option.name())) {
                given.put(option.name(), check(backend, option, config.get(option.name())));
            }
            values.put(option.name(), given.getOrDefault(option.name(), option.defaultValue()));
        }
        for (String name : config.keySet()) {
            if (!values.containsKey(name)) {
                throw new MessagingConfigurationException("unknown option '" + name + "' of " + backend + "; it takes "
                        + (options.isEmpty() ? "no options" : String.join(", ", values.keySet())));
            }
        }
        return new OptionValues(values, Collections.unmodifiableMap(given));
    }

    private static Object check(String backend, FactoryOption<?> option, Object given) {
        try {
            return option.check(given);
        } catch (MessagingConfigurationException e) {
            throw new MessagingConfigurationException(backend + ": " + e.getMessage());
        }
    }

    /**
     * {@return a value, given or the default}
     *
     * @param <T> its type
     * @param option one of those that were checked, or one of that name and type
     * @throws MessagingConfigurationException when it was not given and has no default
     */
    public <T> T get(FactoryOption<T> option) {
        return find(option)
                .orElseThrow(() -> new MessagingConfigurationException(
                        "option '" + option.name() + "' is missing and has no default; give it in backend_config"));
    }

    /**
     * {@return the value of an option that has no default; empty where it was not given}
     *
     * @param <T> its type
     * @param option as in {@link #get}
     */
    public <T> Optional<T> find(FactoryOption<T> option) {
        if (!values.containsKey(option.name())) {
            throw new IllegalArgumentException("the factory does not describe an option '" + option.name() + "'");
        }
        return Optional.ofNullable(values.get(option.name())).map(option::convert);
    }

    /**
     * {@return what the configuration gave, without defaults; unmodifiable, as {@link FactoryOption#check} returns it}
     */
    public Map<String, Object> given() {
        return given;
    }
}
