package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.messaging.backend.MessageHandler;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of docs/payloads.md are in this test, between {@code // docs: name} and the end, and run. */
class PayloadsPageTest {
    private static final Path PAGE = Path.of("../docs/payloads.md");
    private static final Path SOURCE = Path.of("src/test/java/io/messaging/message/PayloadsPageTest.java");

    private final GemstoneGenerator ids = GemstoneGenerator.withRandomMachineId();
    private final List<Object> billed = new ArrayList<>();

    // docs: types
    enum Status {
        OPEN,
        @JsonProperty("on-the-way")
        SENT
    }

    record Line(String item, BigDecimal price, int quantity) {}

    record Order(UUID id, Instant placed, Status status, List<Line> lines, Optional<String> note) {}
    // docs: end

    // docs: generic
    record Page<T>(List<T> items, int number) {}
    // docs: end

    // docs: sealed
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    sealed interface Shape permits Circle, Square {}

    @JsonTypeName("circle")
    record Circle(int radius) implements Shape {}

    @JsonTypeName("square")
    record Square(int side) implements Shape {}
    // docs: end

    private void bill(Object order) {
        billed.add(order);
    }

    @Test
    void aHandlerReadsWhatTheSenderWrote() throws Exception {
        // docs: write
        Order order = new Order(
                UUID.randomUUID(),
                Instant.now(),
                Status.OPEN,
                List.of(new Line("tea", new BigDecimal("12.50"), 2)),
                Optional.empty());
        Message message = Message.builder(ids).payload(order).build();
        // docs: end

        // docs: read
        MessageHandler billing = received -> bill(received.payloadAs(Order.class));
        // docs: end

        billing.onMessage(Message.fromJson(message.toJson()));
        assertEquals(List.of(order), billed);
        assertEquals(Order.class.getName(), message.format());
    }

    @Test
    void genericsAndSubtypesNeedATypeToken() {
        Message message = Message.builder(ids)
                .payload(new Page<>(List.of(new Line("tea", BigDecimal.ONE, 1)), 1))
                .build();

        // docs: token
        Page<Line> page = message.payloadAs(new PayloadType<Page<Line>>() {});
        // docs: end

        assertEquals(new Page<>(List.of(new Line("tea", BigDecimal.ONE, 1)), 1), page);

        // docs: subtypes
        PayloadType<Page<Shape>> shapes = new PayloadType<>() {};
        Message drawing = Message.builder(ids)
                .payload(new Page<>(List.of(new Circle(3), new Square(4)), 1), shapes)
                .build();
        Page<Shape> read = drawing.payloadAs(shapes);
        // docs: end

        assertEquals(List.of(new Circle(3), new Square(4)), read.items());
        assertEquals(
                List.of(Map.of("kind", "circle", "radius", 3L), Map.of("kind", "square", "side", 4L)),
                drawing.payload().get("items"));
    }

    @Test
    void theErrorOfThePageIsTheError() throws IOException {
        Message message = Message.fromJson("{\"id\":9741265222664388608,\"payload\":{\"lines\":[{\"quantity\":1},"
                + "{\"quantity\":1},{\"quantity\":1,\"price\":\"twelve\"}]}}");

        String error = assertThrows(PayloadMismatchException.class, () -> message.payloadAs(Order.class))
                .getMessage()
                .replace(getClass().getName() + "$", "shop.");

        assertTrue(Files.readString(PAGE).replace("\r", "").replace("\n", " ").contains(error), error);
    }

    @Test
    void theExamplesOfThePageAreTheOnesHere() throws IOException {
        List<String> examples = blocks(SOURCE, " *// docs: (?!end)\\S+\\n(.*?)\\n *// docs: end");
        List<String> page = blocks(PAGE, "```java\\n(.*?)```");

        assertEquals(examples.stream().sorted().toList(), page.stream().sorted().toList());
    }

    private static List<String> blocks(Path file, String pattern) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file).replace("\r", ""))
                .results()
                .map((MatchResult block) -> block.group(1).stripIndent().strip())
                .toList();
    }
}
