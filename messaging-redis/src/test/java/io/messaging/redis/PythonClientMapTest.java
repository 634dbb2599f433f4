package io.messaging.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.backend.MessagingConfigurationException;
import io.messaging.redis.connection.HostAndPort;
import io.messaging.redis.connection.RedisSettings;
import io.messaging.redis.connection.Tls;
import io.messaging.redis.options.RedisOptions;
import io.messaging.redis.options.RedisOptions.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The {@code redis_client} map of a configuration that a Python program uses too. */
class PythonClientMapTest {
    private static RedisConfiguration read(Map<String, ?> client) {
        return RedisOptionsTest.read(Map.of("redis_client", client));
    }

    @Test
    void whatHasAMeaningHereIsTakenOver() {
        RedisConfiguration options = read(Map.of(
                "host", "redis.example",
                "port", 7_000,
                "db", 2,
                "username", "u",
                "password", "p",
                "ssl", true,
                "ssl_ca_certs", "ca.pem",
                "socket_timeout", 2.5,
                "layout", "python"));
        assertMeaning(options);
    }

    /** As from a template that has environment variables in it. */
    @Test
    void textThatSaysTheSameMeansTheSame() {
        assertMeaning(read(Map.of(
                "host", "redis.example",
                "port", "7000",
                "db", "2",
                "username", "u",
                "password", "p",
                "ssl", "true",
                "ssl_ca_certs", "ca.pem",
                "is_cluster", "false",
                "socket_timeout", "2.5",
                "layout", "python")));
    }

    private static void assertMeaning(RedisConfiguration options) {
        RedisSettings connection = options.connection();
        assertEquals(List.of(new HostAndPort("redis.example", 7_000)), connection.nodes());
        assertEquals(2, connection.database());
        assertEquals(Optional.of("u"), connection.username());
        assertEquals(Optional.of("p"), connection.password());
        assertEquals(Duration.ofMillis(2_500), connection.requestTimeout());
        assertEquals(
                new Tls(true, RedisOptions.Verify.FULL, Optional.of("ca.pem"), Optional.empty(), Optional.empty()),
                connection.tls());
        assertEquals(RedisOptions.Layout.PYTHON, options.get(RedisOptions.LAYOUT));
    }

    @Test
    void aClusterIsReachedThroughTheNodeThatIsNamed() {
        RedisSettings connection =
                read(Map.of("host", "a", "port", 1, "is_cluster", true)).connection();
        assertEquals(Mode.CLUSTER, connection.mode());
        assertEquals(List.of(new HostAndPort("a", 1)), connection.nodes());
        assertEquals(
                Mode.STANDALONE, read(Map.of("is_cluster", false)).connection().mode());
    }

    @Test
    void whatIsCheckedOfACertificateIsTranslated() {
        assertEquals(RedisOptions.Verify.NONE, verify(Map.of("ssl_cert_reqs", "none")));
        assertEquals(RedisOptions.Verify.NONE, verify(Map.of("ssl_cert_reqs", "none", "ssl_check_hostname", false)));
        assertEquals(RedisOptions.Verify.CA, verify(Map.of("ssl_cert_reqs", "required", "ssl_check_hostname", false)));
        assertEquals(RedisOptions.Verify.FULL, verify(Map.of("ssl_cert_reqs", "required", "ssl_check_hostname", true)));
    }

    private static RedisOptions.Verify verify(Map<String, ?> client) {
        return read(client).connection().tls().verify();
    }

    @Test
    void whatTunesThePythonClientOnlyAndWhatIsNullIsLetPass() {
        Map<String, Object> client = new HashMap<>(Map.of(
                "decode_responses",
                true,
                "max_connections",
                5,
                "health_check_interval",
                30,
                "pubsub_retry_enabled",
                true,
                "pubsub_crash_on_failure",
                "whatever"));
        client.put("password", null);
        client.put("ssl_certfile", null);
        RedisSettings connection = read(client).connection();
        assertEquals(List.of(new HostAndPort("127.0.0.1", 6379)), connection.nodes());
        assertEquals(Optional.empty(), connection.password());
    }

    @Test
    void whatIsGivenBesideTheMapStandsAndMayBeSaidTwice() {
        RedisConfiguration options = RedisOptionsTest.read(
                Map.of("port", 7L, "key_prefix", "p", "redis_client", Map.of("host", "a", "port", 7)));
        assertEquals(List.of(new HostAndPort("a", 7)), options.connection().nodes());
        assertEquals("p", options.get(RedisOptions.KEY_PREFIX));
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong(Map.of("hots", "a"), "unknown key 'hots' in redis_client; it takes client_name, db"),
                wrong(Map.of("port", "6379 "), "redis_client's 'port': option 'port' is \"6379 \"; it takes a whole"),
                wrong(Map.of("port", 70_000), "redis_client's 'port': option 'port' is 70000"),
                wrong(Map.of("host", 5), "redis_client's 'host': option 'host' is 5 (a number); it takes text"),
                wrong(Map.of("db", "0.0"), "redis_client's 'db': option 'db' is \"0.0\""),
                wrong(
                        Map.of("ssl", "False"),
                        "redis_client's 'ssl': option 'ssl' is \"False\"; it takes true or false"),
                wrong(
                        Map.of("layout", "java"),
                        "redis_client's 'layout': option 'layout' is \"java\"; it takes one of"),
                wrong(Map.of("is_cluster", 1), "redis_client's 'is_cluster' is 1; it takes true or false"),
                wrong(Map.of("socket_timeout", "2s"), "redis_client's 'socket_timeout' is 2s; it takes seconds"),
                wrong(Map.of("socket_timeout", "+2"), "redis_client's 'socket_timeout' is +2; it takes seconds"),
                wrong(Map.of("socket_timeout", " 2"), "redis_client's 'socket_timeout' is  2; it takes seconds"),
                wrong(Map.of("socket_timeout", "1e99"), "'request_timeout_millis' is 9223372036854775807"),
                wrong(Map.of("port", "0x10"), "option 'port' is \"0x10\"; it takes a whole number"),
                wrong(Map.of("ssl", "TRUE"), "option 'ssl' is \"TRUE\"; it takes true or false"),
                wrong(Map.of("is_cluster", "yes"), "redis_client's 'is_cluster' is yes; it takes true or false"),
                wrong(Map.of("socket_timeout", Double.NaN), "redis_client's 'socket_timeout' is NaN; it takes seconds"),
                wrong(
                        Map.of("socket_timeout", 0),
                        "redis_client's 'socket_timeout': option 'request_timeout_millis' is 0"),
                wrong(
                        Map.of("ssl_cert_reqs", "some"),
                        "'ssl_cert_reqs' is some; it takes one of required, optional, none"),
                wrong(Map.of("ssl_check_hostname", "no"), "redis_client's 'ssl_check_hostname' is no"),
                wrong(
                        Map.of("is_cluster", true, "db", 1),
                        "option 'db' is 1, but Redis Cluster supports only database 0"));
    }

    private static Arguments wrong(Map<String, Object> client, String expected) {
        return arguments(client, expected);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void aWrongValueIsNamedByItsKeyInTheMap(Map<String, Object> client, String expected) {
        String message = assertThrows(MessagingConfigurationException.class, () -> read(client))
                .getMessage();
        assertTrue(message.contains(expected), message);
    }

    @Test
    void aWrongPasswordIsNotShown() {
        String message = assertThrows(MessagingConfigurationException.class, () -> read(Map.of("password", 12_345)))
                .getMessage();
        assertTrue(message.contains("redis_client's 'password'") && !message.contains("12345"), message);
    }

    /** Also where one of them says what is the default. */
    @Test
    void whatIsGivenInBothPlacesHasToBeTheSame() {
        for (Map<String, Object> config : List.<Map<String, Object>>of(
                Map.of("host", "a", "redis_client", Map.of("host", "b")),
                Map.of("port", 6379, "redis_client", Map.of("port", 6380)),
                Map.of("mode", "sentinel", "redis_client", Map.of("is_cluster", true)))) {
            String message = assertThrows(MessagingConfigurationException.class, () -> RedisOptionsTest.read(config))
                    .getMessage();
            assertTrue(message.contains("differ; give one of them, or the same in both"), message);
        }
    }
}
