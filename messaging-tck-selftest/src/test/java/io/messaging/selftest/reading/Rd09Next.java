package io.messaging.selftest.reading;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.selftest.fault.Changes;
import io.messaging.selftest.fault.Mutant;
import io.messaging.selftest.fault.Orders;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Visits messages twice or never: RD-09. */
public final class Rd09Next {

    private Rd09Next() {}

    public static List<Mutant> all() {
        return Stream.of(next(), positions(), order()).flatMap(List::stream).toList();
    }

    private static List<Mutant> next() {
        return List.of(
                Mutant.of(
                        "RD-09",
                        "next is the first in id order of what is later",
                        "missing",
                        correct -> Changes.next(correct, (backend, topic, since, right) -> {
                            return backend.getMessagesForTopicSince(topic, since).stream()
                                    .findFirst();
                        })),
                Mutant.of(
                        "RD-09",
                        "next is the next in id order",
                        "another order",
                        correct -> Changes.next(correct, (backend, topic, since, right) -> {
                            return backend.getMessagesForTopic(topic).stream()
                                    .filter(m -> m.id().compareTo(since) > 0)
                                    .findFirst();
                        })),
                Mutant.of(
                        "RD-09",
                        "next skips twins of another priority",
                        "missing (7)",
                        correct -> Changes.next(correct, (backend, topic, since, right) -> {
                            return backend.getMessagesForTopicSince(topic, since).stream()
                                    .min(Orders.BY_TIME);
                        })),
                Mutant.of(
                        "RD-09",
                        "next keeps to one priority",
                        "missing",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> since.bits() == 0
                                        ? right
                                        : backend.getMessagesForTopicSince(topic, since).stream()
                                                .filter(m -> m.priority() == since.priority())
                                                .min(Orders.BY_TIME))));
    }

    private static List<Mutant> positions() {
        return List.of(
                Mutant.of(
                        "RD-09",
                        "next compares whole ids where it does not know the id",
                        "one millisecond and all priorities",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> Orders.knows(backend, topic, since)
                                        ? right
                                        : Orders.later(backend, topic, m -> m.id().compareTo(since) > 0).stream()
                                                .min(Comparator.comparing(m -> m.id().chronologicalKey())))),
                Mutant.of(
                        "RD-09",
                        "next compares whole ids within a millisecond",
                        "next",
                        correct -> Changes.next(
                                correct,
                                (backend, topic, since, right) -> Orders.later(
                                                backend,
                                                topic,
                                                m -> m.timestampMillis() > since.epochMillis()
                                                        || m.timestampMillis() == since.epochMillis()
                                                                && m.id().compareTo(since) > 0)
                                        .stream()
                                        .min(Comparator.comparing(Message::timestampMillis)
                                                .thenComparing(Message::id)))));
    }

    private static List<Mutant> order() {
        return List.of(Mutant.shared(
                "RD-09", "next goes on by a number that a late message shifts", "visits", () -> correct -> {
                    record Place(GemstoneId id, int index) {}
                    Map<String, Place> places = new ConcurrentHashMap<>();
                    return Changes.next(correct, (backend, topic, since, right) -> {
                        List<Message> all = backend.getMessagesForTopic(topic).stream()
                                .sorted(Comparator.comparingLong(m -> m.id().chronologicalKey()))
                                .toList();
                        Place place = places.get(topic);
                        Optional<Message> next = place != null && place.id.equals(since) && place.index + 1 < all.size()
                                ? Optional.of(all.get(place.index + 1))
                                : right;
                        boolean twins = all.stream()
                                        .map(m -> m.id().chronologicalKey())
                                        .distinct()
                                        .count()
                                < all.size();
                        if (twins) {
                            return right;
                        }
                        next.ifPresent(m -> places.put(topic, new Place(m.id(), all.indexOf(m))));
                        return next;
                    });
                }));
    }
}
