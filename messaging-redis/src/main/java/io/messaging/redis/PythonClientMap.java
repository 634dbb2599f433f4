package io.messaging.redis;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.options.RedisOptions;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.OptionValues;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the {@code redis_client} map of a configuration that is shared with a Python program. Options that exist here
 * are applied, options that only tune the Python client are ignored, anything else is an error.
 */
final class PythonClientMap {
    private static final Set<String> SAME = Set.of(
            "host",
            "port",
            "db",
            "username",
            "password",
            "ssl",
            "ssl_ca_certs",
            "ssl_certfile",
            "ssl_keyfile",
            "layout");

    private static final Set<String> PYTHON_ONLY = Set.of(
            "socket_connect_timeout",
            "socket_keepalive",
            "socket_keepalive_options",
            "health_check_interval",
            "retry_on_timeout",
            "max_connections",
            "decode_responses",
            "encoding",
            "encoding_errors",
            "protocol",
            "client_name");

    private static final Set<String> TRANSLATED =
            Set.of("is_cluster", "socket_timeout", "ssl_cert_reqs", "ssl_check_hostname");

    private static final String UNVERIFIED = "none";
    private static final List<String> CERT_REQS = List.of("required", "optional", UNVERIFIED);
    private static final String PUBSUB_PREFIX = "pubsub_";

    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    /** A JSON number, possibly in quotes; the exponent is short, or a few characters would produce a huge number. */
    private static final Pattern SECONDS =
            Pattern.compile("-?(0|[1-9][0-9]{0,17})([.][0-9]{1,30})?([eE][-+]?[0-9]{1,2})?");

    private final Map<String, FactoryOption<?>> options = new LinkedHashMap<>();

    /** Starts with the options given beside the map. */
    private final Map<String, Object> merged;

    private PythonClientMap(List<FactoryOption<?>> options, Map<String, Object> given) {
        options.forEach(option -> this.options.put(option.name(), option));
        merged = new LinkedHashMap<>(given);
        merged.remove(RedisOptions.REDIS_CLIENT.name());
    }

    static OptionValues merge(OptionValues given, List<FactoryOption<?>> options, Map<String, Object> python) {
        PythonClientMap map = new PythonClientMap(options, given.given());
        python.forEach((name, value) -> {
            if (value != null) {
                map.add(name, value, python);
            }
        });
        return OptionValues.check("RedisMessagingBackend (with redis_client)", options, map.merged);
    }

    private void add(String name, Object value, Map<String, Object> python) {
        if (SAME.contains(name)) {
            put(name, value, name);
        } else if (TRANSLATED.contains(name)) {
            translate(name, value, python);
        } else if (!PYTHON_ONLY.contains(name) && !name.startsWith(PUBSUB_PREFIX)) {
            Set<String> known = new TreeSet<>(SAME);
            known.addAll(TRANSLATED);
            known.addAll(PYTHON_ONLY);
            throw new MessagingConfigurationException(
                    "unknown key '" + name + "' in redis_client; it takes " + String.join(", ", known));
        }
    }

    private void translate(String name, Object value, Map<String, Object> python) {
        switch (name) {
            case "is_cluster" -> {
                if (flag(name, value)) {
                    put("mode", "cluster", name);
                }
            }
            case "socket_timeout" -> put("request_timeout_millis", millis(name, value), name);
            case "ssl_cert_reqs" -> {
                if (!CERT_REQS.contains(value)) {
                    throw new MessagingConfigurationException("redis_client's '" + name + "' is " + value
                            + "; it takes one of " + String.join(", ", CERT_REQS));
                }
                if (value.equals(UNVERIFIED)) {
                    put("ssl_verify", UNVERIFIED, name);
                }
            }
            default -> {
                if (!flag(name, value) && !UNVERIFIED.equals(python.get("ssl_cert_reqs"))) {
                    put("ssl_verify", "ca", name);
                }
            }
        }
    }

    private void put(String option, Object given, String name) {
        Object value;
        try {
            value = options.get(option).check(given);
        } catch (MessagingConfigurationException e) {
            throw new MessagingConfigurationException("redis_client's '" + name + "': " + e.getMessage());
        }
        Object beside = merged.putIfAbsent(option, value);
        if (beside != null && !beside.equals(value)) {
            throw new MessagingConfigurationException("option '" + option + "' and redis_client's '" + name
                    + "' differ; give one of them, or the same in both");
        }
    }

    private static boolean flag(String name, Object value) {
        try {
            return (Boolean) FactoryOption.flag(name, false, "").check(value);
        } catch (MessagingConfigurationException e) {
            throw new MessagingConfigurationException(
                    "redis_client's '" + name + "' is " + value + "; it takes true or false", e);
        }
    }

    private static long millis(String name, Object seconds) {
        String text = seconds.toString();
        if ((seconds instanceof Number || seconds instanceof String)
                && SECONDS.matcher(text).matches()) {
            return new BigDecimal(text).movePointRight(3).min(LONGEST).longValue();
        }
        throw new MessagingConfigurationException(
                "redis_client's '" + name + "' is " + seconds + "; it takes seconds, such as 30 or 0.5");
    }
}
