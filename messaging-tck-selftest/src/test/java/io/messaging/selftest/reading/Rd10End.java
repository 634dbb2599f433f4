package io.messaging.selftest.reading;

import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Does not know the end of a topic: RD-10. */
public final class Rd10End {

    private Rd10End() {}

    public static List<Mutant> all() {
        return List.of(
                Mutant.of(
                                "RD-10",
                                "next throws at the end",
                                "NoSuchElementException",
                                correct -> Changes.next(correct, (backend, topic, since, right) -> {
                                    if (right.isEmpty()
                                            && !backend.getMessagesForTopic(topic)
                                                    .isEmpty()) {
                                        throw new NoSuchElementException("no next message");
                                    }
                                    return right;
                                }))
                        .alsoBreaking("it looks at the end too", "RD-25")
                        .alsoBreaking("its handler looks at the end", "SUB-07"),
                Mutant.of(
                        "RD-10",
                        "next begins again at the end",
                        "is empty",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) ->
                                        right.or(() -> backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO)))),
                Mutant.of(
                        "RD-10",
                        "next repeats the last at the end",
                        "is empty",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) ->
                                        right.or(() -> backend.getMessagesForTopic(topic).stream()
                                                .max(Orders.BY_TIME)))),
                Mutant.of(
                        "RD-10",
                        "next is null at the end",
                        "is an Optional",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> right.isEmpty()
                                                && !backend.getMessagesForTopic(topic)
                                                        .isEmpty()
                                        ? null
                                        : right)),
                Mutant.shared("RD-10", "remembers that a topic was at its end", "after one more was stored", () -> {
                    Map<String, GemstoneId> ends = new HashMap<>();
                    return correct -> Changes.next(correct, (backend, topic, since, right) -> {
                        synchronized (ends) {
                            if (right.isEmpty() && Orders.knows(backend.getMessagesForTopic(topic), since)) {
                                ends.put(topic, since);
                            }
                            return since.equals(ends.get(topic)) ? Optional.empty() : right;
                        }
                    });
                }));
    }
}
