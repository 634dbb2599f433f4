package io.messaging.conformance;

import io.messaging.config.MessagingConfig;
import java.util.HashMap;
import java.util.Map;

/** Configurations of the backends under test. */
public final class Configs {
    /** A limit for calls that only guards against a hang: the machine may be busy. */
    private static final int PATIENT_MILLIS = 60_000;

    private Configs() {}

    /** A client of an embedded server that is there already. */
    public static MessagingConfig embedded(Map<String, Object> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("auto_start_server", false);
        return config("io.messaging.embedded", "EmbeddedMessagingBackend", all);
    }

    public static MessagingConfig redis(Map<String, Object> options) {
        return config("io.messaging.redis", "RedisMessagingBackend", new HashMap<>(options));
    }

    private static MessagingConfig config(String module, String name, Map<String, Object> options) {
        options.put("request_timeout_millis", PATIENT_MILLIS);
        return MessagingConfig.of(Map.of("backend_module", module, "backend_class", name, "backend_config", options));
    }
}
