package io.messaging.tck.run;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.tck.spec.Rule;
import io.messaging.tck.spec.TckSkip;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The kit for whatever backend the JUnit configuration parameter {@value #CONFIG} names, as JSON. Thread-safe, as JUnit
 * makes an instance for each test.
 */
@ExtendWith(ConfiguredBackendTck.Setup.class)
public final class ConfiguredBackendTck extends MessagingBackendTck {
    /** The parameter, which may be a system property too. */
    public static final String CONFIG = "messaging.tck.config";

    private volatile MessagingConfig config;
    private volatile Optional<ProxiedConfig> proxied = Optional.empty();

    /** For JUnit. */
    public ConfiguredBackendTck() {}

    @Override
    protected MessagingBackend openBackend() {
        return proxied.isPresent() ? proxied.get().open() : config.createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(config);
    }

    @Override
    protected void cutConnections() {
        proxied.orElseThrow(() -> TckSkip.needs("cutConnections() (it has no options 'host' and 'port')"))
                .cut();
    }

    /** Hands a test its configuration; where the test cuts connections, one whose connections can be cut. */
    static final class Setup implements BeforeEachCallback, AfterEachCallback {
        Setup() {}

        @Override
        public void beforeEach(ExtensionContext context) throws Exception {
            ConfiguredBackendTck kit = kit(context);
            kit.config = MessagingConfig.fromJson(context.getConfigurationParameter(CONFIG)
                    .orElseThrow(() -> new IllegalStateException(
                            "the configuration parameter " + CONFIG + " is not set; it is the backend's, as JSON")));
            if (cuts(context)) {
                kit.proxied = ProxiedConfig.of(kit.config);
            }
        }

        private static ConfiguredBackendTck kit(ExtensionContext context) {
            return context.getRequiredTestInstances()
                    .findInstance(ConfiguredBackendTck.class)
                    .orElseThrow();
        }

        private static boolean cuts(ExtensionContext context) {
            Rule rule = context.getRequiredTestMethod().getAnnotation(Rule.class);
            return rule != null && Arrays.asList(rule.requires()).contains(Capability.RECONNECT);
        }

        @Override
        public void afterEach(ExtensionContext context) throws Exception {
            Optional<ProxiedConfig> proxied = kit(context).proxied;
            if (proxied.isPresent()) {
                proxied.get().close();
            }
        }
    }
}
