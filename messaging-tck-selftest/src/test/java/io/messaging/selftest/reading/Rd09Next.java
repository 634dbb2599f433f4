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

/** Visits messages twice or never: RD-09. */
final class Rd09Next {
    static final Mutant FIRST_BY_ID = Mutant.of("RD-09", "next is the first in id order of what is later")
            .fault(
                    "missing",
                    Changes.next(
                            (backend, topic, since, right) -> backend.getMessagesForTopicSince(topic, since).stream()
                                    .findFirst()));

    static final Mutant NEXT_BY_ID = Mutant.of("RD-09", "next is the next in id order")
            .inEveryBuild()
            .fault(
                    "another order",
                    Changes.next((backend, topic, since, right) -> backend.getMessagesForTopic(topic).stream()
                            .filter(m -> m.id().compareTo(since) > 0)
                            .findFirst()));

    static final Mutant SKIPS_TWINS = Mutant.of("RD-09", "next skips messages that differ in priority only")
            .representative()
            .fault(
                    "missing (7)",
                    Changes.next(
                            (backend, topic, since, right) -> backend.getMessagesForTopicSince(topic, since).stream()
                                    .min(Orders.BY_TIME)));

    static final Mutant SAME_PRIORITY_ONLY = Mutant.of("RD-09", "next keeps to one priority")
            .fault(
                    "missing",
                    Changes.next((backend, topic, since, right) -> since.bits() == 0
                            ? right
                            : backend.getMessagesForTopicSince(topic, since).stream()
                                    .filter(m -> m.priority() == since.priority())
                                    .min(Orders.BY_TIME)));

    static final Mutant WHOLE_IDS_IF_UNKNOWN = Mutant.of("RD-09", "next compares whole ids if it does not know the id")
            .inEveryBuild()
            .fault(
                    "one millisecond and all priorities",
                    Changes.next((backend, topic, since, right) -> Orders.knows(backend, topic, since)
                            ? right
                            : Orders.later(backend, topic, m -> m.id().compareTo(since) > 0).stream()
                                    .min(Comparator.comparing(m -> m.id().chronologicalKey()))));

    static final Mutant WHOLE_IDS_WITHIN_MILLISECOND = Mutant.of(
                    "RD-09", "next compares whole ids within a millisecond")
            .fault(
                    "next",
                    Changes.next((backend, topic, since, right) -> Orders.later(
                                    backend,
                                    topic,
                                    m -> m.timestampMillis() > since.epochMillis()
                                            || m.timestampMillis() == since.epochMillis()
                                                    && m.id().compareTo(since) > 0)
                            .stream()
                            .min(Comparator.comparing(Message::timestampMillis).thenComparing(Message::id))));

    static final Mutant INDEX_SHIFTED_BY_LATE_MESSAGE = Mutant.of(
                    "RD-09", "next continues by an index that a late message shifts")
            .inEveryBuild()
            .sharedFault("visits", () -> correct -> {
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
            });
}
