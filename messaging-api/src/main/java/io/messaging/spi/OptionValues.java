package io.messaging.spi;

import io.messaging.backend.MessagingConfigurationException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A backend's options, checked against their descriptions, with the defaults filled in. Immutable. */
public final class OptionValues {
    private final Map<String, Object> values;
    private final Set<String> given;

    private OptionValues(Map<String, Object> values, Set<String> given) {
        this.values = values;
        this.given = given;
    }

    /**
     * Checks a configuration.
     *
     * @param backend the backend's name, for the error message
     * @param options what the backend takes
     * @param config the {@code backend_config} map
     * @return the values
     * @throws MessagingConfigurationException for an option that is unknown or has a value that is not allowed
     */
    public static OptionValues check(String backend, List<FactoryOption> options, Map<String, ?> config) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FactoryOption option : options) {
            Object given = config.get(option.name());
            values.put(
                    option.name(),
                    given == null && !config.containsKey(option.name())
                            ? option.defaultValue()
                            : check(backend, option, given));
        }
        for (String name : config.keySet()) {
            if (!values.containsKey(name)) {
                throw new MessagingConfigurationException("unknown option '" + name + "' of " + backend + "; it takes "
                        + (options.isEmpty() ? "no options" : String.join(", ", values.keySet())));
            }
        }
        return new OptionValues(values, Set.copyOf(config.keySet()));
    }

    private static Object check(String backend, FactoryOption option, Object given) {
        try {
            return option.check(given);
        } catch (MessagingConfigurationException e) {
            throw new MessagingConfigurationException(backend + ": " + e.getMessage());
        }
    }

    /**
     * Gives a text or a choice that has a default.
     *
     * @param name the option's name
     * @return its value
     */
    public String text(String name) {
        return (String) require(name);
    }

    /**
     * Gives a text that has no default.
     *
     * @param name the option's name
     * @return its value, empty where it was not given
     */
    public Optional<String> optionalText(String name) {
        return Optional.ofNullable((String) lookUp(name));
    }

    /**
     * Gives a number.
     *
     * @param name the option's name
     * @return its value
     */
    public long integer(String name) {
        return (Long) require(name);
    }

    /**
     * Gives a flag.
     *
     * @param name the option's name
     * @return its value
     */
    public boolean flag(String name) {
        return (Boolean) require(name);
    }

    /**
     * Gives a map.
     *
     * @param name the option's name
     * @return its value, empty where it was not given
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> map(String name) {
        Object value = lookUp(name);
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    /**
     * Tells whether a value comes from the configuration, be it the default.
     *
     * @param name the option's name
     * @return false where the default was filled in
     */
    public boolean isGiven(String name) {
        lookUp(name);
        return given.contains(name);
    }

    private Object require(String name) {
        Object value = lookUp(name);
        if (value == null) {
            throw new MessagingConfigurationException(
                    "option '" + name + "' is missing and has no default; give it in backend_config");
        }
        return value;
    }

    private Object lookUp(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("the factory does not describe an option '" + name + "'");
        }
        return values.get(name);
    }
}
