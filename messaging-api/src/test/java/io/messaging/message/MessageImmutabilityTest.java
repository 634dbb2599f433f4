package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A message, and what it hands out, never changes. */
class MessageImmutabilityTest {
    @Test
    void whatIsHandedOutCannotBeChanged() {
        Message message = Message.fromJson(Samples.full());
        @SuppressWarnings("unchecked")
        List<Object> list = (List<Object>) message.payload().get("l");
        @SuppressWarnings("unchecked")
        Map<String, Object> step = (Map<String, Object>)
                ((List<Object>) message.routingSlip().orElseThrow().get("steps")).get(0);

        assertAllUnmodifiable(
                message.payload(),
                message.fieldsByName(),
                step,
                message.sessionState().orElseThrow(),
                message.routingSlip().orElseThrow());
        assertAllUnmodifiable(
                list,
                message.topics(),
                message.recipients(),
                message.thread(),
                message.messageHistory(),
                message.messageHistory().get(0).toTopics(),
                message.messageHistory().get(0).reason(),
                message.originGuildStack());
        assertEquals(Samples.full(), message.toJson());
    }

    @Test
    void fieldsOfABuiltMessageCannotBeChanged() {
        Message built = Message.builder(GemstoneId.of(1))
                .payload(Map.of("l", List.of(1)))
                .build();

        assertAllUnmodifiable(built.fieldsByName(), built.payload());
        assertAllUnmodifiable((List<?>) built.payload().get("l"), built.thread(), built.topics());
    }

    @SafeVarargs
    @SuppressWarnings("unchecked")
    private static void assertAllUnmodifiable(Map<String, ?>... maps) {
        for (Map<String, ?> map : maps) {
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> ((Map<String, Object>) map).put("new", 1),
                    map::toString);
            assertThrows(UnsupportedOperationException.class, map::clear, map::toString);
        }
    }

    @SuppressWarnings("unchecked")
    private static void assertAllUnmodifiable(List<?>... lists) {
        for (List<?> list : lists) {
            assertThrows(UnsupportedOperationException.class, () -> ((List<Object>) list).add("new"), list::toString);
        }
    }

    @Test
    void bytesGivenAndBytesHandedOutAreNotTheMessages() {
        byte[] given = Samples.full().getBytes(StandardCharsets.UTF_8);
        Message message = Message.fromJson(given);

        given[0] = 'x';
        message.toJsonBytes()[0] = 'x';

        assertEquals(Samples.full(), message.toJson());
    }
}
