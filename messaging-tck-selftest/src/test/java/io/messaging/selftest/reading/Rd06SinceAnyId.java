package io.messaging.selftest.reading;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/** Begins at the wrong place, or knows its own ids only: RD-06. */
public final class Rd06SinceAnyId {

    private Rd06SinceAnyId() {}

    public static List<Mutant> all() {
        return Stream.of(since(), positions(), order()).flatMap(List::stream).toList();
    }

    private static List<Mutant> since() {
        return List.of(
                Orders.since(
                                "RD-06",
                                "includes the id it is given",
                                "extra (1)",
                                (m, id) -> m.id().chronologicalKey() > id.chronologicalKey() || m.id().equals(id))
                        .alsoBreaking("they ask for what is later, too", "RD-04", "RD-07", "RD-08", "RD-11"),
                Mutant.of(
                        "RD-06",
                        "has nothing since 0",
                        "since(0)",
                        correct -> Changes.since(
                                correct, (backend, topic, since, right) -> since.bits() == 0 ? List.of() : right)),
                Mutant.of(
                                "RD-06",
                                "has nothing since an id it does not know",
                                "an id never stored",
                                correct -> Changes.since(
                                        correct,
                                        (backend, topic, since, right) -> since.bits() == 0
                                                        || Orders.knows(backend.getMessagesForTopic(topic), since)
                                                ? right
                                                : List.of()))
                        .alsoBreaking("it asks for ids that were never stored too", "RD-08"),
                Mutant.of(
                                "RD-06",
                                "starts from the beginning for an id it does not know",
                                "an id never stored",
                                correct -> Changes.since(correct, (backend, topic, since, right) -> {
                                    List<Message> all = backend.getMessagesForTopic(topic);
                                    return Orders.knows(all, since) ? right : all;
                                }))
                        .alsoBreaking("it asks for ids that were never stored too", "RD-08"),
                Mutant.of(
                                "RD-06",
                                "throws for an id it does not know",
                                "NoSuchElementException",
                                correct -> Changes.since(correct, (backend, topic, since, right) -> {
                                    List<Message> all = backend.getMessagesForTopic(topic);
                                    if (since.bits() != 0 && !all.isEmpty() && !Orders.knows(all, since)) {
                                        throw new NoSuchElementException("no message " + since);
                                    }
                                    return right;
                                }))
                        .alsoBreaking("it asks for ids that were never stored too", "RD-01", "RD-08"),
                Mutant.of(
                                "RD-06",
                                "next includes the id it is given",
                                "next(",
                                correct -> Changes.next(
                                        correct,
                                        (backend, topic, since, right) -> right.isEmpty()
                                                ? right
                                                : backend.getMessagesForTopic(topic).stream()
                                                        .filter(m -> m.id().equals(since))
                                                        .findFirst()
                                                        .or(() -> right)))
                        .alsoBreaking(
                                "a loop over next never gets on",
                                "RD-04",
                                "RD-07",
                                "RD-09",
                                "RD-10",
                                "RD-11",
                                "RD-12",
                                "RD-22",
                                "RD-23",
                                "RD-24",
                                "RD-25",
                                "RD-26",
                                "CON-03"),
                Mutant.of(
                                "RD-06",
                                "next of an id it does not know is nothing",
                                "next(",
                                correct -> Changes.next(
                                        correct,
                                        (backend, topic, since, right) -> since.bits() == 0
                                                        || Orders.knows(backend.getMessagesForTopic(topic), since)
                                                ? right
                                                : Optional.empty()))
                        .alsoBreaking("it asks for ids that were never stored too", "RD-09"),
                Mutant.of(
                        "RD-06",
                        "next of 0 is nothing",
                        "next(0)",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> since.bits() == 0 ? Optional.empty() : right)));
    }

    private static List<Mutant> positions() {
        return List.of(Mutant.of(
                        "RD-06",
                        "has nothing since an id that is before all it knows",
                        "before all",
                        correct -> Changes.since(
                                correct,
                                (backend, topic, since, right) -> since.bits() != 0
                                                && !right.isEmpty()
                                                && !Orders.knows(backend, topic, since)
                                                && right.size()
                                                        == backend.getMessagesForTopic(topic)
                                                                .size()
                                        ? List.of()
                                        : right))
                .alsoBreaking("an id before all is among those it asks for", "RD-08"));
    }

    private static List<Mutant> order() {
        return List.of(Mutant.of(
                "RD-06",
                "knows one start only, id 0",
                "start",
                correct -> Changes.since(
                        correct,
                        (backend, topic, since, right) ->
                                since.bits() != 0 && since.chronologicalKey() == 0 ? List.of() : right)));
    }
}
