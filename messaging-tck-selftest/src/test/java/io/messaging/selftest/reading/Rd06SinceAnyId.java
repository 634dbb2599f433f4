package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Begins at the wrong place, or knows its own ids only: RD-06. */
final class Rd06SinceAnyId {
    static final Mutant SINCE_IS_INCLUSIVE = Orders.since(
                    "RD-06",
                    "includes the id it is given",
                    "extra (1)",
                    (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() || m.id().equals(id))
            .alsoBreaking("they ask for what is later, too", "RD-04 RD-07 RD-08 RD-11");

    static final Mutant NOTHING_SINCE_ZERO = Mutant.of("RD-06", "returns nothing since 0")
            .fault("since(0)", Changes.since((backend, topic, since, right) -> since.bits() == 0 ? List.of() : right));

    static final Mutant NOTHING_SINCE_UNKNOWN_ID = Mutant.of("RD-06", "returns nothing since an unknown id")
            .alsoBreaking("it asks for ids that were never stored too", "RD-08")
            .representative()
            .fault(
                    "an id never stored",
                    Changes.since((backend, topic, since, right) ->
                            since.bits() == 0 || Orders.knows(backend, topic, since) ? right : List.of()));

    static final Mutant EVERYTHING_SINCE_UNKNOWN_ID = Mutant.of("RD-06", "starts from the beginning for an unknown id")
            .alsoBreaking("it asks for ids that were never stored too", "RD-08")
            .fault("an id never stored", Changes.since((backend, topic, since, right) -> {
                List<Message> all = backend.getMessagesForTopic(topic);
                return Orders.knows(all, since) ? right : all;
            }));

    static final Mutant THROWS_FOR_UNKNOWN_ID = Mutant.of("RD-06", "throws for an unknown id")
            .alsoBreaking("it asks for ids that were never stored too", "RD-01 RD-08")
            .fault("NoSuchElementException", Changes.since((backend, topic, since, right) -> {
                List<Message> all = backend.getMessagesForTopic(topic);
                if (since.bits() != 0 && !all.isEmpty() && !Orders.knows(all, since)) {
                    throw new NoSuchElementException("no message " + since);
                }
                return right;
            }));

    static final Mutant NEXT_IS_INCLUSIVE = Mutant.of("RD-06", "next includes the id it is given")
            .alsoBreaking(
                    "a loop over next never gets on",
                    "RD-04 RD-07 RD-09 RD-10 RD-11 RD-12 RD-22 RD-23 RD-24 RD-25 RD-26 CON-03")
            .fault(
                    "next(",
                    Changes.next((backend, topic, since, right) -> right.isEmpty()
                            ? right
                            : backend.getMessagesForTopic(topic).stream()
                                    .filter(m -> m.id().equals(since))
                                    .findFirst()
                                    .or(() -> right)));

    static final Mutant NO_NEXT_OF_UNKNOWN_ID = Mutant.of("RD-06", "next of an unknown id is empty")
            .alsoBreaking("it asks for ids that were never stored too", "RD-09")
            .inEveryBuild()
            .fault(
                    "next(",
                    Changes.next((backend, topic, since, right) ->
                            since.bits() == 0 || Orders.knows(backend, topic, since) ? right : Optional.empty()));

    static final Mutant NO_NEXT_OF_ZERO = Mutant.of("RD-06", "next of 0 is empty")
            .fault(
                    "next(0)",
                    Changes.next((backend, topic, since, right) -> since.bits() == 0 ? Optional.empty() : right));

    static final Mutant NOTHING_SINCE_EARLY_ID = Mutant.of("RD-06", "returns nothing since an id before all of its ids")
            .alsoBreaking("an id before all is among those it asks for", "RD-08")
            .fault(
                    "before all",
                    Changes.since((backend, topic, since, right) -> since.bits() != 0
                                    && !right.isEmpty()
                                    && !Orders.knows(backend, topic, since)
                                    && right.size()
                                            == backend.getMessagesForTopic(topic)
                                                    .size()
                            ? List.of()
                            : right));

    static final Mutant ZERO_IS_THE_ONLY_START = Mutant.of("RD-06", "treats id 0 alone as the start")
            .fault(
                    "start",
                    Changes.since((backend, topic, since, right) ->
                            since.bits() != 0 && since.chronologicalKey() == 0 ? List.of() : right));
}
