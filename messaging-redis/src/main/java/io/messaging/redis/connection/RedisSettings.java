package io.messaging.redis.connection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which Redis, and how to talk to it. Immutable; its text shows no secret.
 *
 * @param mode the kind of installation
 * @param nodes the server, the Sentinels, or some nodes of the cluster
 * @param sentinelMaster the name the Sentinels know the master by
 * @param sentinelPassword the Sentinels' own password
 * @param username empty for the default user
 * @param password empty for none
 * @param database the database number
 * @param tls encryption
 * @param requestTimeout how long a call may take
 * @param connectWait how long to go on trying to reach a server that is not there at the start
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
    /** The kinds of installation. */
    public enum Mode {
        /** One server, perhaps with replicas that nobody here knows of. */
        STANDALONE,
        /** A master that Sentinels choose. */
        SENTINEL,
        /** Many masters that share the keys. */
        CLUSTER
    }

    /**
     * Names the installation for people.
     *
     * @return such as {@code Redis at localhost:6379}
     */
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
