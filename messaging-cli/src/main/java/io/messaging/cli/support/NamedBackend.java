package io.messaging.cli.support;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A configuration given as options instead of JSON. Filled in by picocli, then read. */
public final class NamedBackend {
    @Option(names = "--backend-module", paramLabel = "NAME", description = "The backend's backend_module...")
    private String module;

    @Option(names = "--backend-class", paramLabel = "NAME", description = "...and its backend_class.")
    private String className;

    @Option(names = "--option", paramLabel = "KEY=VALUE", description = "An option of that backend; repeatable.")
    private List<String> assignments = new ArrayList<>();

    boolean isGiven() {
        return module != null || className != null || !assignments.isEmpty();
    }

    MessagingConfig config() {
        if (module == null || className == null) {
            throw new MessagingConfigurationException(
                    "--backend-module and --backend-class go together, and --option goes with them; "
                            + "'messaging backends' lists the names");
        }
        return MessagingConfig.of(
                Map.of("backend_module", module, "backend_class", className, "backend_config", options()));
    }

    /** Returns the values as text, which the backend converts. */
    private Map<String, String> options() {
        Map<String, String> options = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int end = assignment.indexOf('=');
            if (end < 1) {
                throw new MessagingConfigurationException(
                        "--option is '" + assignment + "'; it takes KEY=VALUE, such as --option port=31134");
            }
            String key = assignment.substring(0, end);
            if (options.put(key, assignment.substring(end + 1)) != null) {
                throw new MessagingConfigurationException("--option gives '" + key + "' twice; remove one of them");
            }
        }
        return options;
    }
}
