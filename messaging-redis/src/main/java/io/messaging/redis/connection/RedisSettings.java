package io.messaging.redis.connection;

import io.messaging.redis.options.RedisOptions.Mode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The address of Redis and the connection options. Immutable; secrets are never printed.
 *
 * @param mode the kind of installation
 * @param nodes the server, the Sentinels, or some nodes of the cluster
 * @param sentinelMaster the name of the master in the Sentinels
 * @param sentinelPassword the Sentinels' own password
 * @param username empty for the default user
 * @param password empty for none
 * @param database the database number
 * @param tls encryption
 * @param requestTimeout the time limit of a call
 * @param connectWait how long to retry when the server is unreachable at the start
 */
public record RedisSettings(
        Mode mode,
        List<HostAndPort> nodes,
        Optional<String> sentinelMaster,
        Optional<String> sentinelPassword,
        Optional<String> username,
        Optional<String> password,
        int database,
        Tls tls,
        Duration requestTimeout,
        Duration connectWait) {
    /** Returns a description such as {@code Redis at localhost:6379}. */
    public String where() {
        String addresses = nodes.stream().map(HostAndPort::toString).collect(Collectors.joining(", "));
        return switch (mode) {
            case STANDALONE -> "Redis at " + addresses;
            case SENTINEL -> "Redis master '" + sentinelMaster.orElse("") + "' of the Sentinels at " + addresses;
            case CLUSTER -> "Redis Cluster at " + addresses;
        };
    }

    @Override
    public String toString() {
        return where();
    }
}
