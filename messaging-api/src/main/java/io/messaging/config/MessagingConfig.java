package io.messaging.config;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.json.InputText;
import io.messaging.json.JsonText;
import io.messaging.json.JsonValues;
import io.messaging.spi.AbstractMessagingBackend;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OpenResources;
import io.messaging.spi.OptionValues;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The choice of a backend: which one, and its options. The map, in Java or as JSON, has exactly the keys
 * {@code backend_module}, {@code backend_class} and {@code backend_config}.
 *
 * <pre>{@code
 * try (MessagingBackend backend = MessagingConfig.of(Map.of(
 *         "backend_module", "io.messaging.embedded",
 *         "backend_class", "EmbeddedMessagingBackend",
 *         "backend_config", Map.of("port", 31134))).createBackend()) { ... }
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class MessagingConfig {
    /** The environment variable in which a child process finds its configuration as JSON. */
    public static final String ENVIRONMENT_VARIABLE = "MESSAGING_CONFIG";

    private static final String MODULE = "backend_module";
    private static final String CLASS = "backend_class";
    private static final String OPTIONS = "backend_config";

    private final BackendName name;
    private final Map<String, Object> options;

    private MessagingConfig(BackendName name, Map<String, Object> options) {
        this.name = name;
        this.options = options;
    }

    /**
     * Reads a configuration from a map.
     *
     * @param map with the keys {@code backend_module} and {@code backend_class}, and perhaps {@code backend_config}
     * @return the configuration, not yet checked against the backend: see {@link #validate}
     * @throws MessagingConfigurationException when a key is missing, unknown, or of the wrong type
     */
    public static MessagingConfig of(Map<String, ?> map) {
        if (map == null) {
            throw new MessagingConfigurationException(
                    "the configuration is null; give a map with " + MODULE + ", " + CLASS + " and " + OPTIONS);
        }
        for (Object key : map.keySet()) {
            if (!MODULE.equals(key) && !CLASS.equals(key) && !OPTIONS.equals(key)) {
                throw new MessagingConfigurationException("unknown key '" + key + "' in the configuration; it has "
                        + MODULE + ", " + CLASS + " and " + OPTIONS + ", and the backend's options go into "
                        + OPTIONS);
            }
        }
        return new MessagingConfig(new BackendName(text(map, MODULE), text(map, CLASS)), options(map.get(OPTIONS)));
    }

    private static String text(Map<String, ?> map, String key) {
        Object value = map.get(key);
        if (!(value instanceof String text) || text.isBlank()) {
            throw new MessagingConfigurationException("the configuration's '" + key + "' is "
                    + (value == null
                            ? "missing"
                            : value instanceof String ? "blank" : InputText.describe(value) + ", not text")
                    + "; it names the backend, such as "
                    + (key.equals(MODULE) ? "io.messaging.embedded" : "EmbeddedMessagingBackend"));
        }
        return text.strip();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> options(Object value) {
        if (value == null) {
            return Map.of();
        }
        Object options = value instanceof String text ? parsed("the configuration's '" + OPTIONS + "' ", text) : value;
        if (!(options instanceof Map<?, ?>)) {
            throw new MessagingConfigurationException(
                    "the configuration's '" + OPTIONS + "' is " + InputText.describe(options)
                            + "; it is a map of the backend's options, such as {\"port\": 31134}");
        }
        try {
            return (Map<String, Object>) JsonValues.copyOf(OPTIONS, options);
        } catch (IllegalArgumentException e) {
            throw new MessagingConfigurationException("the configuration's " + e.getMessage(), e);
        }
    }

    /**
     * Reads a configuration from JSON.
     *
     * @param json a JSON object with the keys of {@link #of}, perhaps behind a byte order mark
     * @return the configuration
     * @throws MessagingConfigurationException when the text is not such an object, or has a key twice
     */
    @SuppressWarnings("unchecked")
    public static MessagingConfig fromJson(String json) {
        if (json == null) {
            throw new MessagingConfigurationException(
                    "the configuration is null; give a JSON object with " + MODULE + ", " + CLASS + " and " + OPTIONS);
        }
        Object tree = parsed("the configuration ", json);
        if (!(tree instanceof Map<?, ?>)) {
            throw new MessagingConfigurationException(
                    "the configuration is " + InputText.describe(tree) + ", not a JSON object");
        }
        return of((Map<String, Object>) tree);
    }

    /** Names the fault and not the text, which may hold secrets. */
    private static Object parsed(String what, String json) {
        try {
            return InputText.parse(json);
        } catch (IllegalArgumentException e) {
            throw new MessagingConfigurationException(what + e.getMessage(), e);
        }
    }

    /**
     * Reads a configuration from a JSON file.
     *
     * @param file a UTF-8 file, with or without a byte order mark
     * @return the configuration
     * @throws MessagingConfigurationException when the file cannot be read or holds no configuration
     */
    public static MessagingConfig load(Path file) {
        String json;
        try {
            json = InputText.read(file);
        } catch (IOException e) {
            throw new MessagingConfigurationException(
                    "cannot read the configuration file " + file + " (" + e + "); check the path", e);
        }
        return fromJson(json, file.toString());
    }

    private static MessagingConfig fromJson(String json, String source) {
        try {
            return fromJson(json);
        } catch (MessagingConfigurationException e) {
            throw new MessagingConfigurationException(source + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads the configuration that a parent process handed down in {@value #ENVIRONMENT_VARIABLE}.
     *
     * @return the configuration
     * @throws MessagingConfigurationException when the variable is not set or holds no configuration
     */
    public static MessagingConfig fromEnvironment() {
        String json = System.getenv(ENVIRONMENT_VARIABLE);
        if (json == null) {
            throw new MessagingConfigurationException("the environment variable " + ENVIRONMENT_VARIABLE
                    + " is not set; the parent process puts MessagingConfig.toJson() there");
        }
        if (InputText.hasLostCharacters(json)) {
            throw new MessagingConfigurationException("the environment variable " + ENVIRONMENT_VARIABLE
                    + " has characters that the locale's encoding, " + System.getProperty("sun.jnu.encoding")
                    + ", does not decode; write them as \\u escapes, or set LC_ALL to an installed UTF-8 locale such"
                    + " as C.UTF-8");
        }
        return fromJson(json, "environment variable " + ENVIRONMENT_VARIABLE);
    }

    /** {@return the configuration as an unmodifiable map with exactly the three keys} */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(MODULE, name.module());
        map.put(CLASS, name.className());
        map.put(OPTIONS, options);
        return Collections.unmodifiableMap(map);
    }

    /** {@return the configuration as ASCII JSON that {@link #fromJson} reads, for a file or a child's environment} */
    public String toJson() {
        return InputText.inAscii(JsonText.write(toMap()));
    }

    /** {@return the backend's name as it was given, alias or not} */
    public BackendName backendName() {
        return name;
    }

    /**
     * {@return the same configuration with one option changed}
     *
     * @param option the option's name
     * @param value its value
     */
    public MessagingConfig withOption(String option, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(options);
        changed.put(option, value);
        return new MessagingConfig(name, options(changed));
    }

    /**
     * {@return the same configuration with one option changed}
     *
     * @param <T> the option's type
     * @param option one that the backend takes
     * @param value its value
     * @throws MessagingConfigurationException when the value is not allowed
     */
    public <T> MessagingConfig withOption(FactoryOption<T> option, T value) {
        return withOption(option.name(), option.toConfig(value));
    }

    /**
     * Checks that the backend exists and takes the options, without opening it.
     *
     * @throws MessagingConfigurationException when not; the message says what was found and what is allowed
     */
    public void validate() {
        check(factory());
    }

    /**
     * Opens the backend.
     *
     * @return an open backend, to be closed by the caller
     * @throws MessagingConfigurationException as {@link #validate} does
     * @throws io.messaging.backend.MessagingConnectionException when the backend needs a server and reaches none
     */
    public MessagingBackend createBackend() {
        return createBackend(factory());
    }

    MessagingBackend createBackend(MessagingBackendFactory factory) {
        MessagingBackend backend = factory.create(check(factory));
        if (backend instanceof AbstractMessagingBackend known) {
            OpenResources.opened(backend, () -> !known.isClosed());
        }
        return backend;
    }

    private MessagingBackendFactory factory() {
        return BackendDiscovery.discover().find(name);
    }

    private OptionValues check(MessagingBackendFactory factory) {
        return OptionValues.check(name.className(), factory.options(), options);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessagingConfig that
                && name.equals(that.name)
                && JsonValues.equal(options, that.options);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns the backend's name and the names of the options, but no values: one may be a secret. */
    @Override
    public String toString() {
        return "MessagingConfig[" + name + ", options " + options.keySet() + "]";
    }
}
