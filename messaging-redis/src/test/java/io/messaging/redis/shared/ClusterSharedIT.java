package io.messaging.redis.shared;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.ClusterProcesses;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Groups on a cluster. */
class ClusterSharedIT extends SharedRules {
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
    MessagingBackend openBackend() {
        return Configs.open(Map.of(
                "mode", "cluster", "nodes", cluster.addresses(), "request_timeout_millis", Configs.PATIENT_MILLIS));
    }
}
