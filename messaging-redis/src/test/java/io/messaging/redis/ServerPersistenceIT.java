package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import io.messaging.backend.Capability;
import io.messaging.backend.MessagingBackend;
import io.messaging.redis.testing.Configs;
import io.messaging.testsupport.redis.ClusterProcesses;
import io.messaging.testsupport.redis.RedisProcess;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The server's settings decide whether the backend declares {@link Capability#PERSISTENT}. */
class ServerPersistenceIT {
    @AutoClose
    private static final RedisProcess server = RedisProcess.startDurable();

    private static boolean isPersistent(Object... options) {
        try (MessagingBackend backend = Configs.open(server.port(), options)) {
            return backend.capabilities().contains(Capability.PERSISTENT);
        }
    }

    private static void set(String name, String value) {
        server.call(commands -> commands.configSet(name, value));
    }

    @Test
    void aFileThatIsWrittenBeforeEachReplyIsPersistent() {
        for (String fsync : new String[] {"always", "everysec", "no"}) {
            set("appendfsync", fsync);
            assertEquals(!fsync.equals("everysec"), isPersistent(), fsync);
        }
    }

    @Test
    void aClusterIsPersistentWhereAllMastersAre() {
        try (ClusterProcesses cluster = ClusterProcesses.start(3)) {
            for (int i = 0; i < 3; i++) {
                assertEquals(false, isPersistent(cluster), i + " masters with a file");
                cluster.node(i).call(commands -> commands.configSet("appendfsync", "always"));
                cluster.node(i).call(commands -> commands.configSet("appendonly", "yes"));
            }
            assertEquals(true, isPersistent(cluster));
        }
    }

    private static boolean isPersistent(ClusterProcesses cluster) {
        try (MessagingBackend backend = Configs.open(Map.of("mode", "cluster", "nodes", cluster.addresses()))) {
            return backend.capabilities().contains(Capability.PERSISTENT);
        }
    }

    @Test
    void anotherLayoutIsNot() {
        set("appendfsync", "always");
        assertEquals(false, isPersistent("layout", "python"));
    }

    @Test
    void aUserWhoMayNotAskOpensABackendThatIsNot() {
        set("appendfsync", "always");
        AclSetuserArgs rights = AclSetuserArgs.Builder.on()
                .addPassword("secret")
                .allKeys()
                .allChannels()
                .allCommands();
        server.call(commands -> commands.aclSetuser("limited", rights.removeCommand(CommandType.CONFIG)));
        assertEquals(false, isPersistent("username", "limited", "password", "secret"));
        server.call(commands -> commands.aclSetuser("limited", rights.addCommand(CommandType.CONFIG)));
        assertEquals(true, isPersistent("username", "limited", "password", "secret"));
    }
}
