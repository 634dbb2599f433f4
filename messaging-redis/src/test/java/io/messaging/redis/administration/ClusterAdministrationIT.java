package io.messaging.redis.administration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.ClusterProcesses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a cluster of three: topics, and what is found by id, lie on all of them. */
class ClusterAdministrationIT extends AdministrationRules {
    private static final int NODES = 3;

    private static ClusterProcesses cluster;

    @BeforeAll
    static void start() {
        cluster = ClusterProcesses.start(NODES);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    MessagingBackend open(Object... options) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("mode", "cluster", "nodes", cluster.addresses()));
        for (int i = 0; i < options.length; i += 2) {
            all.put((String) options[i], options[i + 1]);
        }
        return Configs.open(all);
    }

    @Override
    List<String> keys() {
        return IntStream.range(0, NODES)
                .boxed()
                .flatMap(node -> cluster.node(node).call(commands -> commands.keys("*")).stream())
                .toList();
    }

    @Test
    void theFiguresAreThoseOfAllMasters() {
        try (MessagingBackend backend = open()) {
            String note = backend.administration()
                    .stats()
                    .find("uptime_millis")
                    .orElseThrow()
                    .note();
            assertTrue(note.contains("3 masters"), note);
        }
    }
}
