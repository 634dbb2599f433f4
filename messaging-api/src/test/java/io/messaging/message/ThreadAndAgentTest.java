package io.messaging.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which thread a message is in, and which agents a tag means. */
class ThreadAndAgentTest {
    private static final GemstoneGenerator IDS = new GemstoneGenerator(4);

    @Test
    void theCurrentThreadIsTheLastAndTheRootTheFirst() {
        List<GemstoneId> thread = List.of(IDS.next(), IDS.next(), IDS.next());
        Message message =
                Message.builder(IDS).payload(Map.of("k", 1)).thread(thread).build();
        assertEquals(thread.get(2), message.currentThreadId());
        assertEquals(thread.get(0), message.rootThreadId());
    }

    @Test
    void aMessageWithoutThreadStartsItsOwn() {
        Message message = Message.fromJson("{\"id\":5,\"payload\":{\"k\":1}}");
        assertEquals(message.id(), message.currentThreadId());
        assertEquals(message.id(), message.rootThreadId());
    }

    @ParameterizedTest
    @CsvSource({
        "a, A, a, A, true",
        "a, A, a, other, true",
        "a, A, b, A, false",
        "a, A, , A, true",
        ", A, a, A, true",
        ", A, , A, true",
        ", A, a, B, false",
        "a, , , A, false",
        ", , , , false",
        "a, , a, , true"
    })
    void tagsMatchByIdOrWhereOneHasNoneByName(
            String id, String name, String otherId, String otherName, boolean expected) {
        assertEquals(expected, new AgentTag(id, name).matches(new AgentTag(otherId, otherName)));
    }
}
