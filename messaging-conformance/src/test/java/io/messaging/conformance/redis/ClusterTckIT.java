package io.messaging.conformance.redis;

import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.config.MessagingConfig;
import io.messaging.conformance.Configs;
import io.messaging.tck.MessagingBackendTck;
import io.messaging.testsupport.redis.ClusterProcesses;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The compatibility kit on a cluster of three nodes. */
class ClusterTckIT extends MessagingBackendTck {
    private static ClusterProcesses cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterProcesses.start(3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    protected MessagingBackend openBackend() {
        return config().orElseThrow().createBackend();
    }

    @Override
    protected Optional<MessagingConfig> config() {
        return Optional.of(Configs.redis(Map.of("mode", "cluster", "nodes", cluster.addresses())));
    }

    @Override
    protected void cutConnections() {
        cluster.cutConnections();
    }

    @Override
    protected Optional<Set<Capability>> expectedCapabilities() {
        return Optional.of(EnumSet.complementOf(EnumSet.of(Capability.PREFIX_SUBSCRIPTION, Capability.PERSISTENT)));
    }
}
