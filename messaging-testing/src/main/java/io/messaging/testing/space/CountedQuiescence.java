package io.messaging.testing.space;

import io.messaging.message.GemstoneId;
import io.messaging.message.Message;
import io.messaging.testing.observed.KnownSubscription;
import io.messaging.testing.observed.Marks;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * For backends that cannot report progress: compares the messages in the topics with those that each subscription of
 * the test's own backends has handled. Thread-safe.
 */
final class CountedQuiescence implements Quiescence {
    private final TestSpace space;

    CountedQuiescence(TestSpace space) {
        this.space = space;
    }

    @Override
    public Optional<String> reasonAgainst() {
        Map<String, Set<GemstoneId>> held = held();
        return Activity.running(space)
                .or(() -> Activity.subscribing(space))
                .or(() -> unhandled(held))
                .or(() -> Activity.durableLag(space))
                .or(() -> Activity.groups(space))
                .or(() -> held().equals(held) ? Optional.empty() : Optional.of(CHANGED));
    }

    private Map<String, Set<GemstoneId>> held() {
        Map<String, Set<GemstoneId>> held = new HashMap<>();
        for (KnownSubscription known : space.hub().subscriptions()) {
            held.computeIfAbsent(
                    known.topic(),
                    topic -> space.messages(topic).stream().map(Message::id).collect(Collectors.toSet()));
        }
        return held;
    }

    private Optional<String> unhandled(Map<String, Set<GemstoneId>> held) {
        for (KnownSubscription known : space.hub().subscriptions()) {
            if (known.hasPosition()) {
                continue; // its backend reports what is left
            }
            Set<GemstoneId> stored = held.getOrDefault(known.topic(), Set.of());
            long left = known.left(stored);
            if (left > 0) {
                return Optional.of(known + " has " + left + " messages left");
            }
            if (known.needsMark(stored)) {
                space.store(known.topic(), Marks.newMark(space.newGenerator()));
            }
            if (known.isUncertain(stored)) {
                return Optional.of(known + " may still get what was stored while it was made");
            }
        }
        return Optional.empty();
    }
}
