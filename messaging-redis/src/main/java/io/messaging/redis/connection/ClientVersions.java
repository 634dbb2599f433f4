package io.messaging.redis.connection;

import io.lettuce.core.RedisClient;
import io.messaging.backend.MessagingConfigurationException;
import io.netty.util.Version;

/** Explains the failure of a Redis client whose parts come from versions that do not fit together. Thread-safe. */
final class ClientVersions {
    private ClientVersions() {}

    static MessagingConfigurationException doNotFit(LinkageError error) {
        return new MessagingConfigurationException(
                "the Redis client on the class path does not work: Lettuce " + lettuce() + " with Netty " + netty()
                        + " ("
                        + error + "); Lettuce 7 needs Netty 4.2, so where a BOM pins Netty 4.1, as Quarkus's does, set "
                        + "io.lettuce:lettuce-core to 6.6.0.RELEASE, else import io.netty:netty-bom 4.2.13.Final before "
                        + "that BOM",
                error);
    }

    private static String lettuce() {
        String version = RedisClient.class.getPackage().getImplementationVersion();
        return version == null ? "of unknown version" : version;
    }

    private static String netty() {
        Version version = Version.identify(RedisClient.class.getClassLoader()).get("netty-common");
        return version == null ? "of unknown version" : version.artifactVersion();
    }
}
