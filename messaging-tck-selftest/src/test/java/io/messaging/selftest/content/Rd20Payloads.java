package io.messaging.selftest.content;

import io.messaging.backend.RejectedMessageException;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Contents;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Cannot carry every payload: RD-20. */
final class Rd20Payloads {
    private static final String SEEN_IN_FIELDS = "what it stores has such values too";

    static final Mutant CUTS_AT_NUL = payload("cuts texts at NUL", "{NUL=", text -> {
        int nul = text.indexOf('\u0000');
        return nul < 0 ? text : text.substring(0, nul);
    });

    static final Mutant LOSES_U2028 =
            payload("loses the line separator U+2028", "{line separators=", text -> text.replace("\u2028", " "));

    static final Mutant LOSES_SUPPLEMENTARY_CHARACTERS = payload(
            "loses characters beyond the basic plane", "{emoji=", text -> text.replaceAll("[^\u0000-\uffff]", "?"));

    static final Mutant CONVERTS_CRLF = payload(
                    "converts CR LF to LF", "{line separators=", text -> text.replace("\r\n", "\n"))
            .inEveryBuild();

    static final Mutant INTEGERS_AS_DOUBLES = numbers(
                    "reads integers as doubles",
                    "{2^53+1=",
                    number -> number instanceof BigDecimal ? number : BigDecimal.valueOf(number.doubleValue()))
            .alsoBreaking("the first looks like the second then", "RD-13");

    static final Mutant WRAPS_LARGE_INTEGERS = numbers(
                    "wraps integers beyond 64 bits",
                    "{2^64-1=",
                    number -> number instanceof BigInteger ? number.longValue() : number)
            .alsoBreaking(
                    "a dead letter names the id of its message, beyond 63 bits", "DUR-10 DUR-12 SHR-06 SHR-10 SHR-12")
            .representative();

    static final Mutant FRACTIONS_AS_FLOATS = numbers(
                    "rounds fractions to float",
                    "1e-7",
                    number -> number instanceof BigDecimal decimal
                                    && decimal.abs().compareTo(BigDecimal.ONE) < 0
                            ? new BigDecimal(Float.toString(decimal.floatValue() + 1e-12f))
                                    .setScale(6, java.math.RoundingMode.HALF_UP)
                            : number)
            .alsoBreaking("the first looks like the second then", "RD-13");

    static final Mutant REFUSES_BEYOND_DOUBLE =
            numbers("refuses numbers beyond the range of a double", "beyond a double", number -> {
                if (Double.isInfinite(number.doubleValue())) {
                    throw new RejectedMessageException("a number is beyond a double");
                }
                return number;
            });

    static final Mutant REFUSES_DEEP_NESTING = Mutant.of("RD-20", "refuses values nested deeper than 64")
            .fault("nested too deep", Faults.stores((backend, namespace, topic, message) -> {
                if (message != null && depth(message.payload()) > 64) {
                    throw new RejectedMessageException("nested too deep");
                }
                backend.storeMessage(namespace, topic, message);
            }));

    static final Mutant ESCAPES_QUOTES_ON_DELIVERY = Mutant.of("RD-20", "escapes quotes in what it delivers")
            .fault(
                    "a delivery gives back",
                    Faults.handlers((topic, handler, options) -> message -> handler.onMessage(Contents.withField(
                            message,
                            "payload",
                            payload -> Contents.change(
                                    payload,
                                    UnaryOperator.identity(),
                                    text -> text.length() > 1_000
                                            ? text
                                            : text.replace("</", "<\\/").replace("\"'", "\"\"'"))))));

    static final Mutant NUMERIC_TEXTS_AS_NUMBERS = Mutant.of("RD-20", "reads texts that look like numbers as numbers")
            .fault("these differ", Faults.reads(Rd20Payloads::withNumbers));

    private static Mutant payload(String name, String telling, UnaryOperator<String> text) {
        return Mutant.of("RD-20", name)
                .fault(
                        telling,
                        Faults.reads(message -> Contents.withField(
                                message,
                                "payload",
                                payload -> Contents.change(payload, UnaryOperator.identity(), text))))
                .perhapsBreaking(SEEN_IN_FIELDS, "RD-01");
    }

    private static Mutant numbers(String name, String telling, UnaryOperator<Number> number) {
        return Mutant.of("RD-20", name)
                .fault(
                        telling,
                        Faults.reads(message -> Contents.withField(
                                message,
                                "payload",
                                payload -> Contents.change(payload, number, UnaryOperator.identity()))))
                .perhapsBreaking(SEEN_IN_FIELDS, "RD-01 DUR-05 SUB-18");
    }

    private static int depth(Object value) {
        if (value instanceof Map<?, ?> map) {
            return 1 + map.values().stream().mapToInt(Rd20Payloads::depth).max().orElse(0);
        }
        return value instanceof List<?> list
                ? 1 + list.stream().mapToInt(Rd20Payloads::depth).max().orElse(0)
                : 0;
    }

    private static Message withNumbers(Message message) {
        if (message.payload() == null
                || message.payload().values().stream().noneMatch(Rd20Payloads::looksLikeANumber)) {
            return message;
        }
        Map<String, Object> payload = new LinkedHashMap<>(message.payload());
        payload.replaceAll((key, value) -> looksLikeANumber(value) ? Long.valueOf(value.toString()) : value);
        return message.toBuilder().payload(payload).build();
    }

    private static boolean looksLikeANumber(Object value) {
        return value instanceof String text && text.matches("[0-9]{1,9}");
    }
}
