package io.messaging.selftest.durable;

import io.messaging.message.Message;
import io.messaging.selftest.fault.Clients;
import io.messaging.selftest.fault.Faults;
import io.messaging.selftest.fault.Mutant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Treats a position as an id: DUR-03. */
final class Dur03Meanwhile {
    static final Mutant POSITION_IS_AN_ID = later("a position is an id", (m, last) -> m.id().compareTo(last.id()) > 0)
            .representative();

    static final Mutant POSITION_IS_A_CHRONOLOGICAL_KEY = later(
                    "a position is a chronological key",
                    (m, last) -> m.id().chronologicalKey() > last.id().chronologicalKey())
            .inEveryBuild();

    static final Mutant POSITION_IS_A_TIMESTAMP =
            later("a position is a timestamp", (m, last) -> m.timestampMillis() > last.timestampMillis());

    static final Mutant MEANWHILE_BY_ID = Mutant.of("DUR-03", "gives messages stored meanwhile in id order")
            .perhapsBreaking("its claims overlap", "DUR-04 DUR-02")
            .sharedFault("another order", () -> {
                Set<String> known = ConcurrentHashMap.newKeySet();
                return Faults.durableHandlers((correct, topic, handler, options) -> {
                    if (known.add(Clients.key(topic, options))) {
                        return handler;
                    }
                    List<Message> taken = new ArrayList<>();
                    AtomicInteger lag = new AtomicInteger((int) correct.durableClients().list().stream()
                            .filter(c -> c.topic().equals(topic)
                                    && options.clientId()
                                            .filter(c.clientId()::equals)
                                            .isPresent())
                            .mapToLong(c -> c.lag())
                            .sum());
                    return message -> {
                        taken.add(message);
                        if (lag.decrementAndGet() <= 0) {
                            taken.sort(Comparator.comparing(Message::id));
                            for (Message next : taken) {
                                handler.onMessage(next);
                            }
                            taken.clear();
                        }
                    };
                });
            });

    private static Mutant later(String name, Later isLater) {
        Mutant mutant = Mutant.of("DUR-03", name).sharedFault("missing", () -> {
            Map<String, Message> lasts = new ConcurrentHashMap<>();
            return Faults.durableHandlers((topic, handler, options) -> {
                Message last = lasts.get(Clients.key(topic, options));
                return message -> {
                    if (last == null || isLater.test(message, last)) {
                        handler.onMessage(message);
                        lasts.merge(Clients.key(topic, options), message, (a, b) -> b);
                    }
                };
            });
        });
        return mutant.alsoBreaking("who was forgotten gets what it had, too", "DUR-11")
                .perhapsBreaking("they come back to messages in any order of ids", "DUR-02 DUR-04");
    }

    private interface Later {
        boolean test(Message message, Message last);
    }
}
