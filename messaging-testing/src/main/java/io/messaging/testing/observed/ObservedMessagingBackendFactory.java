package io.messaging.testing.observed;

import com.google.auto.service.AutoService;
import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.config.MessagingConfig;
import io.messaging.spi.BackendName;
import io.messaging.spi.FactoryOption;
import io.messaging.spi.MessagingBackendFactory;
import io.messaging.spi.OptionValues;
import io.messaging.testing.time.SharedClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Creates the backends of tests from an ordinary configuration, so that programs under test open them like any other.
 * Thread-safe.
 */
@AutoService(MessagingBackendFactory.class)
@SuppressWarnings("exports") // auto-service is needed to compile only
public final class ObservedMessagingBackendFactory implements MessagingBackendFactory {
    static final String MODULE = "io.messaging.testing";
    static final String CLASS = "ObservedMessagingBackend";

    private static final FactoryOption<Map<String, Object>> TARGET =
            FactoryOption.map("target", "The configuration of the backend underneath.");
    private static final FactoryOption<String> SPACE =
            FactoryOption.text("space", null, "What the names of topics and namespaces begin with underneath.");
    private static final FactoryOption<String> PROCESS =
            FactoryOption.text("process", "process", "Who uses the backend, for the recording.");
    private static final FactoryOption<Integer> CONTROL_PORT = FactoryOption.integer(
            "control_port", 0, 0, 65_535, "The port of the test that observes; 0 for this process.");

    /** For {@link java.util.ServiceLoader}. */
    public ObservedMessagingBackendFactory() {}

    public static MessagingConfig config(MessagingConfig target, String space, String process, int controlPort) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put(TARGET.name(), target.toMap());
        options.put(SPACE.name(), space);
        options.put(PROCESS.name(), process);
        options.put(CONTROL_PORT.name(), controlPort);
        return MessagingConfig.of(Map.of("backend_module", MODULE, "backend_class", CLASS, "backend_config", options));
    }

    @Override
    public BackendName name() {
        return new BackendName(MODULE, CLASS);
    }

    @Override
    public List<BackendName> aliases() {
        return List.of();
    }

    @Override
    public String description() {
        return "Another backend, observed by a test; configurations that name it come from messaging-testing.";
    }

    @Override
    public List<FactoryOption<?>> options() {
        return List.of(TARGET, SPACE, PROCESS, CONTROL_PORT);
    }

    @Override
    public MessagingBackend create(OptionValues options) {
        String space = options.find(SPACE).orElseThrow(() -> unusable("it names no space"));
        MessagingConfig target = MessagingConfig.of(options.find(TARGET).orElse(Map.of()));
        String process = options.get(PROCESS);
        TestHub hub = TestHub.find(space);
        if (hub != null) {
            return hub.open(target, process);
        }
        int port = options.get(CONTROL_PORT);
        if (port == 0 || TestHub.hasEnded(space)) {
            throw unusable("its test has ended");
        }
        Observer observer = new RemoteObserver(port, space);
        return new ObservedMessagingBackend(
                target.createBackend(), new TestNames(space), observer, SharedClock.fromEnvironment(), process);
    }

    private static MessagingConfigurationException unusable(String reason) {
        return new MessagingConfigurationException("this configuration of " + CLASS + " cannot be used: " + reason
                + "; take one from a running test (MessagingConfig as a parameter, or scenario.config)");
    }
}
