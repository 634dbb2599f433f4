package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.Tls;
import io.messaging.redis.options.RedisOptions;
import io.messaging.redis.options.RedisOptions.Mode;
import io.messaging.spi.OptionValues;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RedisOptionsTest {
    static RedisConfiguration read(Map<String, ?> config) {
        return new RedisConfiguration(OptionValues.check("RedisMessagingBackend", RedisOptions.ALL, config));
    }

    private static RedisSettings connection(Map<String, ?> config) {
        return read(config).connection();
    }

    @Test
    void withoutOptionsItIsARedisOfThisMachine() {
        RedisConfiguration options = read(Map.of());
        RedisSettings connection = options.connection();
        assertEquals(Mode.STANDALONE, connection.mode());
        assertEquals(List.of(new HostAndPort("127.0.0.1", 6379)), connection.nodes());
        assertEquals(Optional.empty(), connection.username());
        assertEquals(Optional.empty(), connection.password());
        assertEquals(0, connection.database());
        assertFalse(connection.tls().enabled());
        assertEquals(Duration.ofSeconds(10), connection.requestTimeout());
        assertEquals(Duration.ZERO, connection.connectWait());
        assertEquals(RedisOptions.Layout.NATIVE, options.get(RedisOptions.LAYOUT));
        assertEquals("messaging", options.get(RedisOptions.KEY_PREFIX));
        assertEquals(3_600, options.get(RedisOptions.MESSAGE_TTL));
        assertEquals(8 << 20, options.get(RedisOptions.MAX_MESSAGE_BYTES));
        assertEquals(64L << 20, options.get(RedisOptions.MAX_PENDING_BYTES));
        assertEquals(1_000, options.get(RedisOptions.POLL_MILLIS));
    }

    @Test
    void everyOptionOfAServerIsRead() {
        RedisSettings connection = connection(Map.of(
                "host", "redis.example",
                "port", 7_000,
                "db", 3,
                "username", "user",
                "password", "secret",
                "request_timeout_millis", 250,
                "connect_wait_millis", 5_000));
        assertEquals(List.of(new HostAndPort("redis.example", 7_000)), connection.nodes());
        assertEquals(3, connection.database());
        assertEquals(Optional.of("user"), connection.username());
        assertEquals(Optional.of("secret"), connection.password());
        assertEquals(Duration.ofMillis(250), connection.requestTimeout());
        assertEquals(Duration.ofSeconds(5), connection.connectWait());
        assertFalse(connection.toString().contains("secret"), connection.toString());
        RedisConfiguration options = read(Map.of(
                "layout",
                "python",
                "key_prefix",
                "p",
                "message_ttl",
                5,
                "max_message_bytes",
                6,
                "max_pending_bytes",
                7,
                "poll_millis",
                10));
        assertEquals(RedisOptions.Layout.PYTHON, options.get(RedisOptions.LAYOUT));
        assertEquals("p", options.get(RedisOptions.KEY_PREFIX));
        assertEquals(5, options.get(RedisOptions.MESSAGE_TTL));
        assertEquals(6, options.get(RedisOptions.MAX_MESSAGE_BYTES));
        assertEquals(7, options.get(RedisOptions.MAX_PENDING_BYTES));
        assertEquals(10, options.get(RedisOptions.POLL_MILLIS));
    }

    @Test
    void nodesAreReadForSentinelAndCluster() {
        RedisSettings sentinel = connection(Map.of(
                "mode", "sentinel", "nodes", "s1, [::1]:5, s3:7", "sentinel_master", "m", "sentinel_password", "p"));
        assertEquals(Mode.SENTINEL, sentinel.mode());
        assertEquals(
                List.of(new HostAndPort("s1", 26_379), new HostAndPort("::1", 5), new HostAndPort("s3", 7)),
                sentinel.nodes());
        assertEquals(Optional.of("m"), sentinel.sentinelMaster());
        assertEquals(Optional.of("p"), sentinel.sentinelPassword());
        RedisSettings cluster = connection(Map.of("mode", "cluster", "nodes", "a:1,b", "port", 9));
        assertEquals(List.of(new HostAndPort("a", 1), new HostAndPort("b", 9)), cluster.nodes());
        assertEquals(
                List.of(new HostAndPort("127.0.0.1", 6379)),
                connection(Map.of("mode", "cluster")).nodes());
    }

    @Test
    void encryptionIsRead() {
        Tls tls = connection(Map.of(
                        "ssl", true,
                        "ssl_verify", "ca",
                        "ssl_ca_certs", "ca.pem",
                        "ssl_certfile", "cert.pem",
                        "ssl_keyfile", "key.pem"))
                .tls();
        assertEquals(
                new Tls(
                        true,
                        RedisOptions.Verify.CA,
                        Optional.of("ca.pem"),
                        Optional.of("cert.pem"),
                        Optional.of("key.pem")),
                tls);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(Map.of("port", 0), "option 'port' is 0 (a number); it takes a whole number from 1 to 65535"),
                arguments(Map.of("port", "6379 "), "option 'port' is \"6379 \"; it takes a whole number"),
                arguments(Map.of("db", -1), "option 'db' is -1"),
                arguments(Map.of("mode", "replica"), "it takes one of standalone, sentinel, cluster"),
                arguments(Map.of("layout", "other"), "it takes one of native, python"),
                arguments(Map.of("hots", "a"), "unknown option 'hots' of RedisMessagingBackend; it takes host, port"),
                arguments(Map.of("mode", "sentinel"), "mode sentinel requires sentinel_master"),
                arguments(
                        Map.of("mode", "cluster", "db", 1),
                        "option 'db' is 1, but Redis Cluster supports only database 0"),
                arguments(Map.of("nodes", "a:1"), "option 'nodes' is for mode sentinel and cluster; set mode"),
                arguments(Map.of("username", "u"), "option 'username' needs a password"),
                arguments(Map.of("key_prefix", "a{b"), "option 'key_prefix' is \"a{b\"; remove the braces"),
                arguments(Map.of("mode", "cluster", "nodes", "a:0"), "option 'nodes' has the address 'a:0'"),
                arguments(Map.of("mode", "cluster", "nodes", "a:1,,b:2"), "option 'nodes' has the address ''"),
                arguments(Map.of("ssl", "yes"), "option 'ssl' is \"yes\"; it takes true or false"),
                arguments(
                        Map.of("redis_client", "host"),
                        "option 'redis_client' is text that is not a JSON object; it takes a map"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongOptionIsNamedWithWhatIsAllowed(Map<String, Object> config, String expected) {
        String message = assertThrows(MessagingConfigurationException.class, () -> read(config))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void aWrongPasswordIsNotShown() {
        String message = assertThrows(MessagingConfigurationException.class, () -> read(Map.of("password", 12_345)))
                .getMessage();
        assertTrue(message.contains("option 'password'") && !message.contains("12345"), message);
    }
}
