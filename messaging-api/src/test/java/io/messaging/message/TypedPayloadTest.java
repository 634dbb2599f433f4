package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Payloads of every kind of type are the same after a trip through JSON. */
class TypedPayloadTest {
    private static final GemstoneGenerator IDS = GemstoneGenerator.withRandomMachineId();

    enum Status {
        OPEN,
        @JsonProperty("on-the-way")
        SENT {
            @Override
            public String toString() {
                return "sent!";
            }
        }
    }

    record Line(String item, BigDecimal price, int quantity) {}

    record Order(UUID id, Status status, List<Line> lines, Optional<String> note) {}

    record Box<T>(T value) {}

    record Numbers(
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            Integer boxed,
            BigInteger big,
            BigDecimal exact,
            char c) {}

    record Times(
            Instant instant,
            LocalDate date,
            LocalDateTime local,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            Duration duration) {}

    record Groups(
            Set<Status> statuses,
            Map<String, Line> byName,
            EnumMap<Status, Integer> counts,
            Map<LocalDate, List<UUID>> byDay,
            int[][] matrix) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    sealed interface Shape permits Circle, Square {}

    @JsonTypeName("circle")
    record Circle(int radius) implements Shape {}

    @JsonTypeName("square")
    record Square(int side) implements Shape {}

    record Drawing(Shape first, List<Shape> more) {}

    /** A class with setters, as programs had before records. */
    static final class Bean {
        private String name = "nobody";
        private int count = 7;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }

        public int getCount() {
            return count;
        }

        public void setCount(int count) {
            this.count = count;
        }
    }

    static Stream<Object> values() {
        return Stream.of(
                new Line("tea", new BigDecimal("12.50"), 2),
                new Order(UUID.randomUUID(), Status.SENT, List.of(new Line("x", BigDecimal.ONE, 1)), Optional.of("n")),
                new Order(null, Status.OPEN, List.of(), Optional.empty()),
                new Numbers(
                        Byte.MIN_VALUE,
                        Short.MAX_VALUE,
                        Integer.MIN_VALUE,
                        Long.MAX_VALUE,
                        0.1f,
                        Double.MIN_VALUE,
                        null,
                        new BigInteger("9".repeat(400)),
                        BigDecimal.ZERO,
                        'ü'),
                new Numbers(
                        (byte) 1,
                        (short) 2,
                        3,
                        (1L << 53) + 1,
                        Float.POSITIVE_INFINITY,
                        Double.NaN,
                        4,
                        BigInteger.TWO,
                        BigDecimal.TEN,
                        '"'),
                new Times(
                        Instant.parse("2026-11-30T02:25:43.565280893Z"),
                        LocalDate.of(2024, 2, 29),
                        LocalDateTime.of(2026, 1, 2, 3, 4),
                        OffsetDateTime.parse("2026-11-30T02:25:43+05:30"),
                        ZonedDateTime.parse("2026-11-30T02:25:43+01:00[Europe/Paris]"),
                        Duration.ofNanos(1_500_000_001)),
                new Times(Instant.MIN, LocalDate.MIN, LocalDateTime.MAX, null, null, Duration.ZERO),
                new Circle(3),
                new Drawing(new Circle(1), List.of(new Square(2), new Circle(3))),
                new Box<>("text"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBackEqual(Object value) {
        assertEquals(value, trip(value).payloadAs(value.getClass()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "1.50",
                "100.00",
                "-0.001",
                "1E+3",
                "1E-400",
                "0.1",
                "123456789012345678901234567890.1234567890",
                "12345678901234567890123456789012345678901234567890",
                "1E+1000000000"
            })
    void aDecimalKeepsPrecisionAndScale(String text) {
        Line line = new Line("x", new BigDecimal(text), 1);

        assertEquals(line, trip(line).payloadAs(Line.class));
        Map<?, ?> untyped = trip(new Box<Object>(line)).payloadAs(Map.class);
        assertEquals(text, ((Map<?, ?>) untyped.get("value")).get("price").toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "line\r\nfeed\0",
                "\"quoted\" \\ {}",
                "ünï 漢字 🚀 \u2028 \ufeff",
                "half \ud83d",
                "\ude80 half",
                "half \ud800 then a pair 🚀"
            })
    void anyTextComesBackTheSame(String text) {
        assertEquals(new Box<>(text), trip(new Box<>(text)).payloadAs(new PayloadType<Box<String>>() {}));
    }

    @Test
    void collectionsOfTypedValuesComeBackEqual() {
        Map<Status, Integer> counts = Map.of(Status.SENT, 2);
        Groups groups = new Groups(
                Set.of(Status.OPEN, Status.SENT),
                Map.of("a b", new Line("x", new BigDecimal("1.0"), 1)),
                new EnumMap<>(counts),
                Map.of(LocalDate.of(2026, 11, 30), List.of(new UUID(1, 2))),
                new int[][] {{1, 2}, {}});

        Groups back = trip(groups).payloadAs(Groups.class);

        assertArrayEquals(groups.matrix(), back.matrix());
        assertEquals(
                List.of(groups.statuses(), groups.byName(), groups.counts(), groups.byDay()),
                List.of(back.statuses(), back.byName(), back.counts(), back.byDay()));
    }

    @Test
    void bytesAreBase64() {
        Message message = trip(new Box<>(new byte[] {1, 2, -1}));

        assertEquals("AQL/", message.payload().get("value"));
        assertArrayEquals(
                new byte[] {1, 2, -1},
                message.payloadAs(new PayloadType<Box<byte[]>>() {}).value());
    }

    @Test
    void aTypeTokenNamesTypeArguments() {
        Box<List<Line>> box = new Box<>(List.of(new Line("tea", new BigDecimal("1.10"), 1)));

        assertEquals(box, trip(box).payloadAs(new PayloadType<Box<List<Line>>>() {}));
        assertEquals(Map.of("value", box.value()), trip(box).payloadAs(new PayloadType<Map<String, List<Line>>>() {}));
    }

    @Test
    void aDeclaredTypeKeepsTheNamesOfSubtypes() {
        Box<List<Shape>> shapes = new Box<>(List.of(new Circle(1), new Square(2)));
        PayloadType<Box<List<Shape>>> type = new PayloadType<>() {};

        Message message = Message.builder(IDS)
                .payload(shapes, new PayloadType<Box<List<Shape>>>() {})
                .build();

        assertEquals(shapes, Message.fromJson(message.toJson()).payloadAs(type));
        assertEquals(Box.class.getName(), message.format());
    }

    @Test
    void subtypesAreReadByTheirName() {
        assertEquals(new Square(4), message("{\"kind\":\"square\",\"side\":4}").payloadAs(Shape.class));
        assertEquals(
                Map.of("kind", "circle", "radius", 3L),
                Message.builder(IDS).payload(new Circle(3)).build().payload());
    }

    @Test
    void anyJsonValueCanBeRead() {
        List<Line> lines =
                message("[{\"item\":\"tea\",\"price\":1.50,\"quantity\":2}]").payloadAs(new PayloadType<>() {});
        assertEquals(List.of(new Line("tea", new BigDecimal("1.50"), 2)), lines);
        assertEquals(3, message("3").payloadAs(int.class));
        assertEquals("x", message("\"x\"").payloadAs(String.class));
        assertEquals(Status.OPEN, message("\"OPEN\"").payloadAs(Status.class));
        assertEquals(
                Map.of("a", 3L, "b", new BigDecimal("1.50"), "c", List.of(true)),
                message("{\"a\":3,\"b\":1.50,\"c\":[true]}").payloadAs(Map.class));
    }

    @Test
    void fieldsThatTheTypeDoesNotKnowAreIgnored() {
        assertEquals(
                new Line("tea", BigDecimal.ONE, 1),
                message("{\"item\":\"tea\",\"added_later\":{\"x\":[1]},\"price\":1,\"quantity\":1}")
                        .payloadAs(Line.class));
    }

    @Test
    void whatIsMissingOrNullIsNullOrEmpty() {
        Order order = message("{}").payloadAs(Order.class);
        assertEquals(new Order(null, null, null, Optional.empty()), order);
        assertEquals(
                order, message("{\"id\":null,\"note\":null,\"lines\":null}").payloadAs(Order.class));

        record Counts(OptionalInt i, OptionalLong l) {}
        assertEquals(
                new Counts(OptionalInt.empty(), OptionalLong.empty()),
                message("{\"i\":null}").payloadAs(Counts.class));
    }

    @Test
    void aBeanKeepsItsInitialValues() {
        Bean bean = message("{\"name\":\"tea\"}").payloadAs(Bean.class);

        assertEquals("tea", bean.getName());
        assertEquals(7, bean.getCount());
    }

    @Test
    void aDecimalMayBeTextAsPythonWritesIt() {
        assertEquals(
                new BigDecimal("12.50"),
                message("{\"price\":\"12.50\",\"quantity\":1}")
                        .payloadAs(Line.class)
                        .price());
    }

    @Test
    void valuesBecomeTheJsonThatOthersExpect() {
        Map<String, Object> payload = Message.builder(IDS)
                .payload(new Times(
                        Instant.parse("2026-11-30T02:25:43Z"),
                        LocalDate.of(2026, 11, 30),
                        null,
                        OffsetDateTime.parse("2026-11-30T02:25:43+05:30"),
                        null,
                        Duration.ofMinutes(90)))
                .build()
                .payload();

        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("instant", "2026-11-30T02:25:43Z");
        expected.put("date", "2026-11-30");
        expected.put("local", null);
        expected.put("offset", "2026-11-30T02:25:43+05:30");
        expected.put("zoned", null);
        expected.put("duration", "PT1H30M");
        assertEquals(expected, payload);
        assertEquals(List.copyOf(expected.keySet()), List.copyOf(payload.keySet()), "in the order of declaration");
    }

    @Test
    void theFormatIsTheNameOfTheClass() {
        Line line = new Line("tea", BigDecimal.ONE, 1);
        Message message = Message.builder(IDS).payload(line).build();

        assertEquals("io.messaging.message.TypedPayloadTest$Line", message.format());
        assertEquals(
                Bean.class.getName(),
                message.toBuilder().payload(new Bean()).build().format());
    }

    @Test
    void aFormatThatIsSetStays() {
        Line line = new Line("tea", BigDecimal.ONE, 1);

        assertEquals(
                "line",
                Message.builder(IDS).format("line").payload(line).build().format());
        assertEquals(
                "line",
                Message.builder(IDS).payload(line).format("line").build().format());
        Object map = Map.of("line", line);
        Message message = Message.builder(IDS).payload(map).build();
        assertEquals(MessageBuilder.DEFAULT_FORMAT, message.format());
        assertEquals(Map.of("line", Map.of("item", "tea", "price", 1L, "quantity", 1L)), message.payload());
    }

    @Test
    void whatTheCallerChangesLaterChangesNothing() {
        Bean bean = new Bean();
        Message message = Message.builder(IDS).payload(bean).build();

        bean.setName("changed");
        message.payloadAs(Bean.class).setName("changed");

        assertEquals("nobody", message.payloadAs(Bean.class).getName());
        assertNull(message.payload().get("other"));
    }

    /** Serialized and read again, so that nothing is left of the objects. */
    private static Message trip(Object payload) {
        return Message.fromJson(Message.builder(IDS).payload(payload).build().toJson());
    }

    private static Message message(String payload) {
        return Message.fromJson("{\"id\":1,\"payload\":" + payload + "}");
    }
}
