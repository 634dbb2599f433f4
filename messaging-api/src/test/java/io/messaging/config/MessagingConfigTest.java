package io.messaging.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.backend.MessagingBackend;
import io.messaging.backend.MessagingConfigurationException;
import io.messaging.spi.BackendName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagingConfigTest {
    private static final String JSON =
            "{\"backend_module\":\"test.module\",\"backend_class\":\"GoodBackend\",\"backend_config\":{\"port\":5}}";

    @TempDir
    private Path directory;

    private static Map<String, Object> map(Object options) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("backend_module", "test.module");
        map.put("backend_class", "GoodBackend");
        map.put("backend_config", options);
        return map;
    }

    @Test
    void mapAndJsonAndFileAreTheSameConfiguration() throws Exception {
        Path file = Files.writeString(directory.resolve("config.json"), JSON);
        MessagingConfig config = MessagingConfig.of(map(Map.of("port", 5)));

        assertEquals(config, MessagingConfig.fromJson(JSON));
        assertEquals(config, MessagingConfig.load(file));
        assertEquals(config.hashCode(), MessagingConfig.load(file).hashCode());
        assertEquals(JSON, config.toJson());
        assertEquals(new BackendName("test.module", "GoodBackend"), config.backendName());
    }

    @Test
    void theMapHasExactlyTheThreeKeysAndCannotBeChanged() {
        Map<String, Object> map = MessagingConfig.of(Map.of("backend_module", "m", "backend_class", "C"))
                .toMap();

        assertEquals(Map.of("backend_module", "m", "backend_class", "C", "backend_config", Map.of()), map);
        assertThrows(UnsupportedOperationException.class, map::clear);
        assertThrows(UnsupportedOperationException.class, () -> ((Map<?, ?>) map.get("backend_config")).clear());
    }

    @Test
    void laterChangesByTheCallerChangeNothing() {
        Map<String, Object> options = new HashMap<>(Map.of("port", 5));
        MessagingConfig config = MessagingConfig.of(map(options));

        options.put("port", 6);

        assertEquals(JSON, config.toJson());
    }

    @Test
    void anOptionIsChangedInACopy() {
        MessagingConfig config = MessagingConfig.fromJson(JSON);

        MessagingConfig changed = config.withOption("port", 6).withOption("secret", "s");

        assertEquals(Map.of("port", 6L, "secret", "s"), changed.toMap().get("backend_config"));
        assertEquals(JSON, config.toJson());
        assertNotEquals(config, changed);
    }

    @Test
    void toStringShowsNoValues() {
        MessagingConfig config = MessagingConfig.of(map(Map.of("secret", "hunter2")));

        assertEquals("MessagingConfig[test.module/GoodBackend, options [secret]]", config.toString());
    }

    static Stream<Arguments> badMaps() {
        String keys = "backend_module, backend_class and backend_config";
        return Stream.of(
                arguments(null, "the configuration is null; give a map with " + keys),
                arguments(
                        Map.of(),
                        "the configuration's 'backend_module' is missing; it names the backend, such as "
                                + "io.messaging.embedded"),
                arguments(
                        Map.of("backend_module", "m"),
                        "the configuration's 'backend_class' is missing; it names the backend, such as "
                                + "EmbeddedMessagingBackend"),
                arguments(
                        Map.of("backend_module", " ", "backend_class", "C"),
                        "the configuration's 'backend_module' is blank; it names the backend, such as "
                                + "io.messaging.embedded"),
                arguments(
                        Map.of("backend_module", "m", "backend_class", 5),
                        "the configuration's 'backend_class' is 5, not text; it names the backend, such as "
                                + "EmbeddedMessagingBackend"),
                arguments(
                        Map.of("backend_module", "m", "backend_class", "C", "port", 5),
                        "unknown key 'port' in the configuration; it has " + keys
                                + ", and the backend's options go into backend_config"),
                arguments(
                        Collections.singletonMap(null, "m"),
                        "unknown key 'null' in the configuration; it has " + keys
                                + ", and the backend's options go into backend_config"),
                arguments(
                        map(List.of(1)),
                        "the configuration's 'backend_config' is a list; it is a map of the backend's options, such as "
                                + "{\"port\": 31134}"),
                arguments(
                        map(Map.of("port", new Object())),
                        "the configuration's backend_config.port is a java.lang.Object, which JSON has no form for; "
                                + "use maps, lists, text, numbers, booleans and null"),
                arguments(
                        map(Map.of(1, 2)),
                        "the configuration's backend_config has the key 1, which is not text; JSON object keys are "
                                + "text"));
    }

    @ParameterizedTest
    @MethodSource("badMaps")
    void aMapThatIsNoConfigurationIsRefused(Map<String, ?> map, String message) {
        assertRefused(message, () -> MessagingConfig.of(map));
    }

    @Test
    void aTextThatIsNoConfigurationIsRefused() {
        assertRefused(
                "the configuration is null; give a JSON object with backend_module, backend_class and backend_config",
                () -> MessagingConfig.fromJson(null));
        assertRefused("the configuration is a list, not a JSON object", () -> MessagingConfig.fromJson("[1]"));
        assertRefused("the configuration is null, not a JSON object", () -> MessagingConfig.fromJson("null"));
        assertRefused(
                "the configuration's 'backend_module' is missing; it names the backend, such as io.messaging.embedded",
                () -> MessagingConfig.fromJson("{}"));
    }

    @Test
    void optionsThatArriveAsTextAreRead() {
        assertEquals(MessagingConfig.fromJson(JSON), MessagingConfig.of(map("{\"port\":5}")));
        assertRefused(
                "the configuration's 'backend_config' is text; it is a map of the backend's options, such as "
                        + "{\"port\": 31134}",
                () -> MessagingConfig.of(map("\"{}\"")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"{\\\"password\\\":\\\"hunter2\\\"}\"",
                "[\"hunter2\"]",
                "{\"backend_config\":\"hunter2\"}",
                "{\"backend_module\":\"m\",\"backend_class\":\"C\",\"backend_config\":[\"hunter2\"]}",
                "{\"backend_module\":{\"password\":\"hunter2\"}}"
            })
    void aRefusalShowsNoSecrets(String json) {
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> MessagingConfig.fromJson(json));
        assertFalse(refusal.getMessage().contains("hunter2"), refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "port: 5", "{\"backend_module\":}", JSON + " {}"})
    void brokenJsonIsRefused(String json) {
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> MessagingConfig.fromJson(json));

        assertTrue(refusal.getMessage().startsWith("the configuration is not valid JSON: "), refusal.getMessage());
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        Path missing = directory.resolve("missing.json");

        assertRefused(
                "cannot read the configuration file " + missing + " (java.nio.file.NoSuchFileException: " + missing
                        + "); check the path",
                () -> MessagingConfig.load(missing));
    }

    @Test
    void aFileWithoutConfigurationIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("config.json"), "[]");

        assertRefused(file + ": the configuration is a list, not a JSON object", () -> MessagingConfig.load(file));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheText() throws Exception {
        MessagingConfig expected = MessagingConfig.fromJson(JSON);
        Path file = Files.writeString(directory.resolve("bom.json"), "\ufeff" + JSON);
        assertEquals(expected, MessagingConfig.load(file));
        assertEquals(expected, MessagingConfig.fromJson("\ufeff" + JSON));
    }

    @Test
    void aFileInAnotherEncodingIsRefusedWithTheRemedy() throws Exception {
        Path file = Files.write(directory.resolve("utf16.json"), ("\ufeff" + JSON).getBytes(StandardCharsets.UTF_16LE));
        String message = assertThrows(MessagingConfigurationException.class, () -> MessagingConfig.load(file))
                .getMessage();
        assertTrue(message.contains(file + " (") && message.contains("it is not UTF-8; save it as UTF-8"), message);
    }

    @Test
    void aKeyGivenTwiceIsRefusedWithItsPlace() throws Exception {
        Path file = Files.writeString(
                directory.resolve("twice.json"),
                "{\n  \"backend_module\": \"m\",\n  \"backend_class\": \"C\",\n"
                        + "  \"backend_config\": {\"port\": 1, \"list\": [{\"a\": 1}, {\"a\": 1}],\n"
                        + "    \"\\u0070ort\": 1}\n}\n");
        assertRefused(
                file + ": the configuration has the key 'port' twice in backend_config, at line 5, column 5; "
                        + "remove one of them",
                () -> MessagingConfig.load(file));
        assertRefused(
                "the configuration has the key 'backend_class' twice, at line 1, column 22; remove one of them",
                () -> MessagingConfig.fromJson("{\"backend_class\":\"A\",\"backend_class\":\"B\"}"));
        assertRefused(
                "the configuration has the key 'host' twice in backend_config.redis_client, at line 1, column 45; "
                        + "remove one of them",
                () -> MessagingConfig.fromJson("{\"backend_config\":{\"redis_client\":{\"host\":1,\"host\":1}}}"));
    }

    @Test
    void jsonForAChildIsAsciiSoThatNoLocaleChangesIt() {
        MessagingConfig config = MessagingConfig.of(map(Map.of("broker", "m\u00fcnchen \ud83d\ude80")));
        assertTrue(config.toJson().chars().allMatch(c -> c < 0x80), config.toJson());
        assertEquals(config, MessagingConfig.fromJson(config.toJson()));
    }

    /** The variable that is set is tested where there is a child process to set it for: CustomBackendIT. */
    @Test
    void withoutTheEnvironmentVariableItIsNamed() {
        assertNull(System.getenv("MESSAGING_CONFIG"), "this test wants a process without MESSAGING_CONFIG");

        assertRefused(
                "the environment variable MESSAGING_CONFIG is not set; the parent process puts "
                        + "MessagingConfig.toJson() there",
                MessagingConfig::fromEnvironment);
    }

    @Test
    void aBackendIsMadeByNameAndByAliasWithItsOptions() throws Exception {
        MessagingConfig byName = MessagingConfig.fromJson(JSON);
        MessagingConfig byAlias = MessagingConfig.of(
                Map.of("backend_module", " py.module.good_backend ", "backend_class", "GoodBackend"));

        assertEquals(5, withGoodBackend(() -> portOfCreated(byName)));
        assertEquals(31_134, withGoodBackend(() -> portOfCreated(byAlias)), "the default");
    }

    private static long portOfCreated(MessagingConfig config) {
        config.validate();
        try (MessagingBackend backend = config.createBackend()) {
            return backend.maxMessageBytes();
        }
    }

    @Test
    void validateAndCreateRefuseTheSameOptions() throws Exception {
        for (Map.Entry<Map<String, Object>, String> bad : Map.<Map<String, Object>, String>of(
                        Map.of("port", 0),
                        "GoodBackend: option 'port' is 0 (a number); it takes a whole number from 1 to 65535, and is "
                                + "31134 (a number) if left out",
                        Map.of("prot", 5),
                        "unknown option 'prot' of GoodBackend; it takes port, secret")
                .entrySet()) {
            MessagingConfig config = MessagingConfig.of(map(bad.getKey()));
            withGoodBackend(() -> {
                assertRefused(bad.getValue(), config::validate);
                assertRefused(bad.getValue(), config::createBackend);
                return null;
            });
        }
    }

    @Test
    void anUnknownBackendIsRefusedWithWhatWasFound() throws Exception {
        MessagingConfig unknown = MessagingConfig.of(Map.of("backend_module", "no.such", "backend_class", "Backend"));

        String message = withGoodBackend(() -> assertThrows(MessagingConfigurationException.class, unknown::validate)
                .getMessage());

        assertTrue(message.contains("'no.such'") && message.contains("found test.module/GoodBackend ("), message);
    }

    @Test
    void numbersOfOptionsCompareByValue() {
        assertEquals(MessagingConfig.of(map(Map.of("port", 5))), MessagingConfig.of(map(Map.of("port", 5L))));
        assertNotEquals(MessagingConfig.of(map(Map.of("port", 5))), MessagingConfig.of(map(Map.of("port", "5"))));
        assertFalse(MessagingConfig.fromJson(JSON).equals(null));
    }

    private <T> T withGoodBackend(Callable<T> call) throws Exception {
        return Factories.withProviders(directory, List.of(Factories.Good.class.getName()), call);
    }

    private interface Call {
        void run();
    }

    private static void assertRefused(String message, Call call) {
        MessagingConfigurationException refusal = assertThrows(MessagingConfigurationException.class, call::run);
        assertEquals(message, refusal.getMessage());
    }
}
