package io.messaging.conformance.redis;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;

/** The compatibility kit on the Python framework's layout: what it cannot keep, it does not declare. */
class PythonLayoutTckIT extends MessagingBackendTck {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    protected MessagingBackend openBackend() {
        return config().orElseThrow().createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.redis(Map.of("port", server.port(), "layout", "python")));
    }

    @Override
    protected void cutConnections() {
        server.cutConnections();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(Set.of(
                Capability.SUBSCRIPTION,
                Capability.ASYNC_DELIVERY,
                Capability.SHARED,
                Capability.CROSS_PROCESS,
                Capability.RECONNECT));
    }
}
