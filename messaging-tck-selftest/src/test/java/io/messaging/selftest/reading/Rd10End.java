package io.messaging.selftest.reading;

import io.messaging.message.GemstoneId;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Does not know the end of a topic: RD-10. */
final class Rd10End {
    static final Mutant NEXT_THROWS = Mutant.of("RD-10", "next throws at the end")
            .alsoBreaking("it looks at the end too", "RD-25")
            .alsoBreaking("its handler looks at the end", "SUB-07")
            .fault("NoSuchElementException", Changes.next((backend, topic, since, right) -> {
                if (right.isEmpty() && !backend.getMessagesForTopic(topic).isEmpty()) {
                    throw new NoSuchElementException("no next message");
                }
                return right;
            }));

    static final Mutant NEXT_RESTARTS = Mutant.of("RD-10", "next starts again at the end")
            .inEveryBuild()
            .fault(
                    "is empty",
                    Changes.next((backend, topic, since, right) ->
                            right.or(() -> backend.getNextMessageForTopicSince(topic, GemstoneId.ZERO))));

    static final Mutant NEXT_REPEATS_LAST = Mutant.of("RD-10", "next repeats the last message at the end")
            .fault(
                    "is empty",
                    Changes.next((backend, topic, since, right) -> right.or(
                            () -> backend.getMessagesForTopic(topic).stream().max(Orders.BY_TIME))));

    static final Mutant NEXT_IS_NULL = Mutant.of("RD-10", "next is null at the end")
            .fault(
                    "is an Optional",
                    Changes.next((backend, topic, since, right) -> right.isEmpty()
                                    && !backend.getMessagesForTopic(topic).isEmpty()
                            ? null
                            : right));

    static final Mutant REMEMBERS_END = Mutant.of("RD-10", "remembers that a topic was at its end")
            .representative()
            .sharedFault("after one more was stored", () -> {
                Map<String, GemstoneId> ends = new HashMap<>();
                return Changes.next((backend, topic, since, right) -> {
                    synchronized (ends) {
                        if (right.isEmpty() && Orders.knows(backend, topic, since)) {
                            ends.put(topic, since);
                        }
                        return since.equals(ends.get(topic)) ? Optional.empty() : right;
                    }
                });
            });
}
