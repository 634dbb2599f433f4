package io.messaging.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.messaging.backend.MessagingConfigurationException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link FactoryOption} and {@link OptionValues}: what a configuration's author gets to read. */
class OptionsTest {
    private enum Mode {
        DIRECT,
        ASYNC
    }

    private static final FactoryOption<String> HOST = FactoryOption.text("host", "127.0.0.1", "Where the server is.");
    private static final FactoryOption<String> PASSWORD = FactoryOption.text("password", null, "The password.");
    private static final FactoryOption<Integer> PORT = FactoryOption.integer("port", 31134, 1, 65_535, "The port.");
    private static final FactoryOption<Long> LIMIT =
            FactoryOption.longInteger("limit", null, 0, Long.MAX_VALUE, "Bytes.");
    private static final FactoryOption<Boolean> START = FactoryOption.flag("auto_start_server", true, "Start one.");
    private static final FactoryOption<Mode> MODE = FactoryOption.choice("mode", Mode.DIRECT, "Which thread.");
    private static final FactoryOption<Map<String, Object>> EXTRA = FactoryOption.map("extra", "More.");
    private static final List<FactoryOption<?>> ALL = List.of(HOST, PASSWORD, PORT, LIMIT, START, MODE, EXTRA);

    @Test
    void defaultsFillIn() {
        OptionValues values = OptionValues.check("B", ALL, Map.of());

        assertEquals("127.0.0.1", values.get(HOST));
        assertEquals(Optional.empty(), values.find(PASSWORD));
        assertEquals(31_134, values.get(PORT));
        assertEquals(true, values.get(START));
        assertEquals(Mode.DIRECT, values.get(MODE));
        assertEquals(Optional.empty(), values.find(EXTRA));
        assertEquals(Map.of(), values.given());
    }

    @Test
    void givenValuesCount() {
        OptionValues values = OptionValues.check(
                "B",
                ALL,
                Map.of(
                        "host",
                        "h",
                        "password",
                        "p",
                        "port",
                        1,
                        "limit",
                        BigInteger.valueOf(Long.MAX_VALUE),
                        "auto_start_server",
                        false,
                        "mode",
                        "async",
                        "extra",
                        Map.of("k", 1)));

        assertEquals("h", values.get(HOST));
        assertEquals(Optional.of("p"), values.find(PASSWORD));
        assertEquals(1, values.get(PORT));
        assertEquals(Long.MAX_VALUE, values.get(LIMIT));
        assertEquals(false, values.get(START));
        assertEquals(Mode.ASYNC, values.get(MODE));
        assertEquals(Map.of("k", 1), values.get(EXTRA));
    }

    @Test
    void aDefaultThatIsGivenIsGiven() {
        assertEquals(
                Map.of("port", 31_134L),
                OptionValues.check("B", ALL, Map.of("port", 31_134)).given());
    }

    @Test
    void anOptionIsReadWithAnotherDefault() {
        FactoryOption<Integer> other = PORT.withDefault(7).withMeaning("Another port.");

        assertEquals(7, OptionValues.check("B", List.of(other), Map.of()).get(PORT));
        assertEquals(
                Mode.ASYNC,
                OptionValues.check("B", List.of(MODE.withDefault(Mode.ASYNC)), Map.of())
                        .get(MODE));
    }

    /** As from an environment variable or a system property. */
    @Test
    void textCountsAsWhatItSays() {
        assertEquals(31_999L, PORT.check("31999"));
        assertEquals(Long.MAX_VALUE, LIMIT.check("9223372036854775807"));
        assertEquals(0L, LIMIT.check("0"));
        assertEquals(false, START.check("false"));
        assertEquals(true, START.check("true"));
        assertEquals(Map.of("k", "v"), EXTRA.check("{\"k\":\"v\"}"));
        assertEquals(Map.of("k", "v"), EXTRA.check("\ufeff {\"k\":\"v\"}\n"));
        assertEquals("5", HOST.check("5"));
        assertEquals(" h ", HOST.check(" h "));
    }

    static Stream<Arguments> refusals() {
        String ports = "; it takes a whole number from 1 to 65535, and is 31134 (a number) if left out";
        return Stream.of(
                arguments(PORT, 0, "option 'port' is 0 (a number)" + ports),
                arguments(PORT, -1, "option 'port' is -1 (a number)" + ports),
                arguments(PORT, 65_536, "option 'port' is 65536 (a number)" + ports),
                arguments(PORT, "0", "option 'port' is \"0\"" + ports),
                arguments(PORT, "65536", "option 'port' is \"65536\"" + ports),
                arguments(PORT, "18446744073709551626", "option 'port' is \"18446744073709551626\"" + ports),
                arguments(PORT, "+5", "option 'port' is \"+5\"" + ports),
                arguments(PORT, "0x10", "option 'port' is \"0x10\"" + ports),
                arguments(PORT, "010", "option 'port' is \"010\"" + ports),
                arguments(PORT, "1_000", "option 'port' is \"1_000\"" + ports),
                arguments(PORT, "1e3", "option 'port' is \"1e3\"" + ports),
                arguments(PORT, "5.0", "option 'port' is \"5.0\"" + ports),
                arguments(PORT, " 5 ", "option 'port' is \" 5 \"" + ports),
                arguments(PORT, "5\n", "option 'port' is \"5\n\"" + ports),
                arguments(PORT, "\u0665", "option 'port' is \"\u0665\"" + ports),
                arguments(PORT, "", "option 'port' is \"\"" + ports),
                arguments(PORT, "null", "option 'port' is \"null\"" + ports),
                arguments(PORT, "true", "option 'port' is \"true\"" + ports),
                arguments(PORT, "\"5\"", "option 'port' is \"\"5\"\"" + ports),
                arguments(PORT, 31_134.0, "option 'port' is 31134.0 (a number)" + ports),
                arguments(PORT, new BigDecimal("31134"), "option 'port' is 31134 (a number)" + ports),
                arguments(
                        PORT,
                        BigInteger.ONE.shiftLeft(64).add(BigInteger.TEN),
                        "option 'port' is 18446744073709551626 (a number)" + ports),
                arguments(PORT, true, "option 'port' is true (a boolean)" + ports),
                arguments(PORT, null, "option 'port' is null" + ports),
                arguments(LIMIT, -5L, "option 'limit' is -5 (a number); it takes a whole number from 0 up"),
                arguments(HOST, 5, "option 'host' is 5 (a number); it takes text, and is \"127.0.0.1\" if left out"),
                arguments(HOST, " ", "option 'host' is \" \"; it takes text, and is \"127.0.0.1\" if left out"),
                arguments(PASSWORD, List.of(), "option 'password' is [] (of another type); it takes text"),
                arguments(
                        START,
                        "yes",
                        "option 'auto_start_server' is \"yes\"; it takes true or false, and is true (a boolean) if "
                                + "left out"),
                arguments(
                        MODE,
                        "Async",
                        "option 'mode' is \"Async\"; it takes one of direct, async, and is \"direct\" if left out"),
                arguments(
                        START,
                        "TRUE",
                        "option 'auto_start_server' is \"TRUE\"; it takes true or false, and is true (a boolean) if "
                                + "left out"),
                arguments(EXTRA, "x", "option 'extra' is text that is not a JSON object; it takes a map"),
                arguments(
                        EXTRA,
                        "{\"password\":\"s3cret\",\"password\":\"s3cret\"}",
                        "option 'extra' has the key 'password' twice, at line 1, column 22; remove one of them"),
                arguments(EXTRA, Map.of(1, 2), "option 'extra' is a map with keys that are not text; it takes a map"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aValueThatIsNotAllowedIsRefusedWithNameValueAndWhatIs(FactoryOption<?> option, Object value, String message) {
        MessagingConfigurationException refusal = assertThrows(
                MessagingConfigurationException.class,
                () -> OptionValues.check(
                        "SomeBackend", List.of(option), Collections.singletonMap(option.name(), value)));

        assertEquals("SomeBackend: " + message, refusal.getMessage());
    }

    @Test
    void anUnknownOptionIsRefusedWithTheKnownOnes() {
        MessagingConfigurationException refusal = assertThrows(
                MessagingConfigurationException.class,
                () -> OptionValues.check("SomeBackend", List.of(HOST, PORT), Map.of("Port", 1)));
        MessagingConfigurationException none = assertThrows(
                MessagingConfigurationException.class,
                () -> OptionValues.check("SomeBackend", List.of(), Map.of("port", 1)));

        assertEquals("unknown option 'Port' of SomeBackend; it takes host, port", refusal.getMessage());
        assertEquals("unknown option 'port' of SomeBackend; it takes no options", none.getMessage());
    }

    @Test
    void anOptionWithoutDefaultIsAskedForByName() {
        OptionValues values = OptionValues.check("B", ALL, Map.of());

        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> values.get(LIMIT));

        assertEquals("option 'limit' is missing and has no default; give it in backend_config", refusal.getMessage());
    }

    @Test
    void aFactoryThatReadsWhatItDoesNotDescribeIsTold() {
        OptionValues values = OptionValues.check("B", ALL, Map.of());

        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> values.get(FactoryOption.text("hots", "a", "A host.")));

        assertEquals("the factory does not describe an option 'hots'", refusal.getMessage());
    }

    @Test
    void aMapIsCopied() {
        Map<String, Object> given = new HashMap<>(Map.of("a", 1));
        OptionValues values = OptionValues.check("B", ALL, Map.of("extra", given));

        given.put("b", 2);

        assertEquals(Map.of("a", 1), values.get(EXTRA));
        assertThrows(
                UnsupportedOperationException.class, () -> values.get(EXTRA).clear());
    }

    @Test
    void aSecretIsShownInNoErrorMessage() {
        FactoryOption<String> token = FactoryOption.secret("token", "The token.");

        assertEquals("s3cret", token.check("s3cret"));
        MessagingConfigurationException refusal =
                assertThrows(MessagingConfigurationException.class, () -> token.check(4711));

        assertEquals("option 'token' is something else; it takes text, which is kept secret", refusal.getMessage());
    }
}
