package io.messaging.cli.support;

import io.messaging.backend.BackendName;
import io.messaging.backend.FactoryOption;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.BackendDiscovery;
import io.messaging.config.MessagingConfig;
import io.messaging.json.InvalidJsonException;
import io.messaging.json.JsonText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** A configuration spelled out in options instead of JSON. Filled in by picocli, then read. */
public final class NamedBackend {
    @Option(names = "--backend-module", paramLabel = "NAME", description = "The backend by name: its backend_module...")
    private String module;

    @Option(names = "--backend-class", paramLabel = "NAME", description = "...and its backend_class.")
    private String className;

    @Option(
            names = "--option",
            paramLabel = "KEY=VALUE",
            description = "An option of the backend so named; may be given several times.")
    private Map<String, String> options = new LinkedHashMap<>();

    boolean isGiven() {
        return module != null || className != null || !options.isEmpty();
    }

    /** To be called once the class path is complete: the backend says of what type its options are. */
    MessagingConfig config() {
        if (module == null || className == null) {
            throw new MessagingConfigurationException(
                    "--backend-module and --backend-class go together, and --option goes with them; "
                            + "'messaging backends' lists the names");
        }
        List<FactoryOption> known = BackendDiscovery.discover()
                .find(new BackendName(module, className))
                .options();
        Map<String, Object> values = new LinkedHashMap<>();
        options.forEach((name, text) -> values.put(name, value(known, name, text)));
        return MessagingConfig.of(
                Map.of("backend_module", module, "backend_class", className, "backend_config", values));
    }

    private static Object value(List<FactoryOption> known, String name, String text) {
        boolean isText = known.stream()
                .filter(option -> option.name().equals(name))
                .map(FactoryOption::type)
                .allMatch(type -> type == FactoryOption.Type.TEXT
                        || type == FactoryOption.Type.SECRET
                        || type == FactoryOption.Type.CHOICE);
        if (isText) {
            return text; // an unknown option too: the backend says which ones it has
        }
        try {
            return JsonText.parse(text);
        } catch (InvalidJsonException e) {
            return text; // of the wrong type: the backend says what is allowed
        }
    }
}
