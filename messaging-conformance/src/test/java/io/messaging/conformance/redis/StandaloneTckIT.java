package io.messaging.conformance.redis;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;

/** The compatibility kit on one server. */
class StandaloneTckIT extends MessagingBackendTck {
    @AutoClose
    private static final RedisProcess server = RedisProcess.start();

    @Override
    protected MessagingBackend openBackend() {
        return config().orElseThrow().createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.redis(Map.of("port", server.port())));
    }

    @Override
    protected void cutConnections() {
        server.cutConnections();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(EnumSet.complementOf(EnumSet.of(Capability.PREFIX_SUBSCRIPTION, Capability.PERSISTENT)));
    }
}
