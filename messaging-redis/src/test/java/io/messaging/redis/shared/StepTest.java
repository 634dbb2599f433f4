package io.messaging.redis.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What goes to the script of a step, and what comes back. */
class StepTest {
    private static List<byte[]> bytes(String... words) {
        return Stream.of(words)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void argumentsAreInTheOrderOfTheScript() {
        Step step = new Step(
                7,
                3,
                Step.Kind.UNBEGUN,
                Map.of("gone", "61000"),
                List.of(new Outcome(Outcome.Kind.FAILED, new Attempt("5-2", 4, "key"), 250)),
                List.of(new Attempt("5-3", 1, "")));

        assertEquals(
                "m 7 3 unbegun 1 1 1 gone 61000 f 5-2 4 key 250 5-3 1 ",
                String.join(" ", step.args("m").stream().map(StepAnswer::text).toList()));
    }

    @Test
    void anAnswerHasSuspectsAndMessages() {
        StepAnswer answer =
                StepAnswer.parse(bytes(("ok 1 0 12 1 1 other 57000 5-3 5-4 1 key 0 {} r-1 1 - 900 []").split(" ")));

        assertEquals(StepAnswer.Status.OK, answer.status());
        assertTrue(answer.more());
        assertFalse(answer.file());
        assertEquals(12, answer.dueMillis());
        assertEquals(Map.of("other", "57000"), answer.suspects());
        assertEquals(Set.of("5-3"), answer.refused());
        assertEquals(
                List.of("5-4", "r-1"),
                answer.messages().stream()
                        .map(message -> message.attempt().entry())
                        .toList());
        assertEquals("key", answer.messages().get(0).attempt().key());
        assertEquals(900, answer.messages().get(1).leftMillis());
    }

    @Test
    void anAnswerMayHaveNothingElse() {
        assertEquals(StepAnswer.Status.LOST, StepAnswer.parse(bytes("lost")).status());
        assertEquals(
                -1, StepAnswer.parse(bytes("repeat", "0", "0", "", "0", "0")).dueMillis());
    }
}
